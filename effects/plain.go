package effects

import (
	"slices"
	"strings"
)

// plain is for shell commands without lasting effects. Their redirections are handled separately.
var plain = family{
	programs: []string{"echo", "printf", "set", "true", ":", "false", "export", "unset", "test", "[", "pwd", "sleep", "exit", "command", "which", "type", "date", "uname", "id", "whoami", "umask", "hash", "dirname", "basename", "nproc", "arch"},
	effect: func(c *call) Effect {
		var e Effect
		if slices.Contains([]string{"test", "["}, c.Program()) {
			for _, w := range c.Words[1:] {
				if name, ok := c.path(w); ok && !strings.HasPrefix(w.Value, "-") {
					e.Reads = append(e.Reads, below(name)...)
				}
			}
		}
		return e
	},
}

package effects

import (
	"slices"
	"strings"
)

// Commands of the shell that leave nothing behind. What they redirect is seen
// elsewhere.
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

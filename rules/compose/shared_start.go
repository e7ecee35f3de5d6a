package compose

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// startScript returns a command line as a script.
func startScript(value *yaml.Value) *shell.Script {
	words := value.Strings()
	if value != nil && value.Kind == yaml.List {
		if len(words) > 2 && shell.IsShell(path.Base(words[0])) && strings.HasPrefix(words[1], "-") && strings.HasSuffix(words[1], "c") {
			words = words[2:3]
		} else {
			for i, w := range words {
				words[i] = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
			}
		}
	}
	return shell.ParseText([]byte(strings.ReplaceAll(strings.Join(words, " "), "$$", "$")))
}

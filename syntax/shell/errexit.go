package shell

import "strings"

// ExitsOnError reports whether the last option of a shell's command line, or of `set`, that says whether
// the shell stops at a failure says that it does.
func ExitsOnError(words []string) (stops bool) {
	stops, _ = errorOption(words)
	return stops
}

// errorOption also reports whether an option says anything about it.
func errorOption(words []string) (stops, said bool) {
	for i := 1; i < len(words); i++ {
		option := words[i]
		if len(option) < 2 || option[0] != '-' && option[0] != '+' || strings.HasPrefix(option, "--") {
			continue
		}
		named := strings.ContainsRune(option, 'o') && i+1 < len(words)
		if strings.ContainsRune(option, 'e') || named && words[i+1] == "errexit" {
			stops, said = option[0] == '-', true
		}
		if named {
			i++
		}
	}
	return stops, said
}

// StopsOnFailure reports whether the script's shell stops at a failure when it comes to the script's end.
// started tells whether it does so from the start.
func (s *Script) StopsOnFailure(started bool) bool {
	for _, c := range s.Commands {
		if c.Program() == "set" && c.Place == 0 {
			if stops, said := errorOption(c.Values()); said {
				started = stops
			}
		}
	}
	return started
}

package shell

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Name returns a program's name without its folder and Windows' extension.
func Name(program string) string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(program, `\`, "/")), ".exe")
}

// IsShell reports whether a program is one of the shells that images start scripts with.
func IsShell(name string) bool { return name == "sh" || name == "bash" || name == "ash" }

// IsBourne reports whether a program, with or without its folder, is a Bourne-like shell:
// its scripts can be read.
func IsBourne(program string) bool {
	return slices.Contains([]string{"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh", "busybox"}, Name(program))
}

// IsScript reports whether a file is a shell script, by its first line, or else by its
// name.
func IsScript(name string, text []byte) bool {
	first, _, _ := strings.Cut(string(text), "\n")
	if strings.HasPrefix(first, "#!") {
		return strings.HasSuffix(strings.Fields(first + " ")[0], "sh") || strings.HasSuffix(strings.TrimSpace(first), "sh")
	}
	return strings.HasSuffix(name, ".sh")
}

// PlainPath matches a path that needs no quotes anywhere.
var PlainPath = regexp.MustCompile(`^[\w./-]+$`)

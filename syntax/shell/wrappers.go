package shell

import (
	"path"
	"slices"
	"strings"
)

// wrapper is a program that runs another one.
type wrapper struct {
	// valued are the options that take their value from the next word.
	valued []string
	// arguments is how many words stand between the options and the program: the limit of
	// timeout.
	arguments int
	// queries are the options with which it runs nothing.
	queries []string
}

// wrappers are the programs that run the one named behind them. Sources: their manual
// pages; for busybox, its applets.
var wrappers = map[string]wrapper{
	"sudo": {
		valued: []string{
			"-u", "--user", "-g", "--group", "-h", "--host", "-p", "--prompt", "-C", "--close-from", "-r", "--role", "-t", "--type", "-T", "--command-timeout",
			"-U", "--other-user", "-D", "--chdir", "-R", "--chroot",
		},
		queries: []string{"-l", "--list", "-v", "--validate", "-k", "-K", "-V", "--version"},
	},
	"doas":      {valued: []string{"-u", "-C"}},
	"env":       {valued: []string{"-u", "--unset", "-C", "--chdir"}, queries: []string{"-S", "--split-string"}},
	"exec":      {valued: []string{"-a"}},
	"command":   {queries: []string{"-v", "-V"}},
	"builtin":   {},
	"nice":      {valued: []string{"-n", "--adjustment"}},
	"ionice":    {valued: []string{"-c", "--class", "-n", "--classdata"}, queries: []string{"-p", "--pid"}},
	"time":      {valued: []string{"-f", "--format", "-o", "--output"}},
	"nohup":     {},
	"setsid":    {},
	"stdbuf":    {valued: []string{"-i", "--input", "-o", "--output", "-e", "--error"}},
	"timeout":   {valued: []string{"-k", "--kill-after", "-s", "--signal"}, arguments: 1},
	"eatmydata": {},
	"busybox":   {queries: []string{"--list", "--list-full", "--install", "--help"}},
	"xargs": {valued: []string{
		"-a", "--arg-file", "-d", "--delimiter", "-E", "-I", "-L", "--max-lines", "-n", "--max-args", "-P", "--max-procs", "-s", "--max-chars",
	}},
}

// wrapperWords returns how many words at the front only say how the program behind them
// is run. At least one word is left: the program.
func wrapperWords(words []Word) int {
	n := 0
	for n < len(words)-1 {
		w, ok := wrappers[path.Base(words[n].Value)]
		if !ok {
			return n
		}
		next, runs := w.behind(words, n+1)
		if !runs || next >= len(words) {
			return n
		}
		n = next
	}
	return n
}

// behind returns the index of the first word that is neither an option of the wrapper nor
// a variable that it sets; false when it runs nothing.
func (w wrapper) behind(words []Word, i int) (int, bool) {
	for ; i < len(words); i++ {
		value := words[i].Value
		switch {
		case value == "--":
			return i + 1 + w.arguments, true
		case slices.Contains(w.queries, value):
			return 0, false
		case slices.Contains(w.valued, value):
			i++
		case isOption(value), isAssignment(words[i]):
		default:
			return i + w.arguments, true
		}
	}
	return i, true
}

// isOption counts `-` alone as one: it is env's short way to write -i.
func isOption(value string) bool { return strings.HasPrefix(value, "-") }

// isAssignment reports whether a word is NAME=value, whatever the value is.
func isAssignment(w Word) bool {
	name, _, found := strings.Cut(w.Source, "=")
	return found && name != "" && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

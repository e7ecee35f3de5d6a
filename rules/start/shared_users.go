package start

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// bareInterpreters wait for a person's input if they get no script.
var bareInterpreters = []string{"python", "python2", "python3", "pypy", "pypy3", "node", "irb", "iex", "erl", "ghci", "julia", "R", "perl", "php", "jshell", "lua", "scala", "sbt", "swipl", "racket", "ruby", "ipython"}

// onlyWaits reports whether a program does nothing but keep a container running.
func onlyWaits(program string) bool { return program == "sleep" || program == "tail" }

// bareInterpreter reports whether a CMD or ENTRYPOINT starts an interpreter with nothing to
// run.
func bareInterpreter(in *dockerfile.Instruction, program string) bool {
	words := dockerfile.StartWords(in)
	return slices.Contains(bareInterpreters, program) && len(words) == 1 && (len(words[0]) == 1 || len(words[0]) == 2 && strings.HasPrefix(words[0][1], "-"))
}

// ownDirectory returns a working directory that can be given to a user, "" for a system one.
func ownDirectory(dir string) string {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(dir, "/"), "/"); first {
	case "", "bin", "boot", "dev", "etc", "lib", "lib64", "proc", "root", "run", "sbin", "sys", "tmp", "var", "usr":
		if strings.HasPrefix(dir, "/usr/src/") || strings.HasPrefix(dir, "/var/www/") || strings.HasPrefix(dir, "/usr/local/") && strings.Count(dir, "/") > 2 && !strings.HasPrefix(dir, "/usr/local/bin") && !strings.HasPrefix(dir, "/usr/local/lib") {
			return dir
		}
		return ""
	}
	if strings.ContainsAny(dir, " \t'\"$") {
		return ""
	}
	return dir
}

package start

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
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

// accountOptions are the options with a value of the programs that create accounts, by their first
// letter or their name: useradd(8), Debian's adduser(8) and BusyBox's adduser.
var accountOptions = map[string]struct{ short, long []string }{
	"useradd": {
		short: strings.Split("bcdefgGkKpRPsuZ", ""),
		long:  strings.Fields("base-dir comment home-dir home expiredate inactive gid groups skel key password root prefix shell uid selinux-user"),
	},
	"adduser": {
		short: strings.Split("hgsGuk", ""),
		long:  strings.Fields("conf gecos comment gid ingroup home shell uid firstuid lastuid firstgid lastgid"),
	},
}

var userName = regexp.MustCompile(`^[a-z_][a-z0-9_-]*$`)

// newAccount returns the name of the account that a call of useradd or adduser creates. ok is false if
// it isn't known, or if the call creates none.
func newAccount(c *shell.Command) (name string, ok bool) {
	options := accountOptions[c.Program()]
	var operands []string
	for words := c.Words[1:]; len(words) > 0; words = words[1:] {
		w := words[0]
		if !w.Literal {
			return "", false
		}
		long, isLong := strings.CutPrefix(w.Value, "--")
		letters, isShort := strings.CutPrefix(w.Value, "-")
		takesNext := false
		switch {
		case isLong:
			takesNext = slices.Contains(options.long, long)
		case isShort && letters != "":
			// The value is the rest of the word, or the next one.
			at := strings.IndexAny(letters, strings.Join(options.short, ""))
			takesNext = at == len(letters)-1
		default:
			operands = append(operands, w.Value)
		}
		if takesNext && len(words) > 1 {
			words = words[1:]
		}
	}
	if len(operands) != 1 || !userName.MatchString(operands[0]) {
		return "", false // `adduser USER GROUP` creates nothing
	}
	return operands[0], true
}

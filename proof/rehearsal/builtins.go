package rehearsal

import (
	"strconv"
	"strings"
)

// foreign are builtins that a rehearsal doesn't have.
const foreign = " bind caller compgen complete compopt coproc dirs enable fc getopts history mapfile newgrp popd pushd readarray select shopt suspend "

// builtin runs a builtin; false if the words aren't one's.
func (in *interpreter) builtin(words []string) bool {
	in.step(1)
	name, args := words[0], words[1:]
	status := 0
	switch name {
	case ":", "true", "hash", "jobs", "times", "disown", "wait", "fg", "bg":
	case "false":
		status = 1
	case "alias", "unalias":
		in.alias(args)
	case "echo":
		in.echo(args)
	case "printf":
		status = in.printf(args)
	case "test", "[":
		status = in.testWords(name, args)
	case "cd":
		in.changeDir(args)
	case "pwd":
		in.print(1, in.dir+"\n")
	case "read":
		status = in.readLine(args)
	case "set":
		in.setOptions(args)
	case "shift":
		status = in.shift(args)
	case "unset":
		in.unset(args)
	case "trap":
		in.setTrap(args)
	case "break", "continue", "return", "exit":
		in.jump(name, args)
		return true
	case "eval":
		in.eval(strings.Join(args, " "))
		return true
	case ".", "source":
		in.source(words)
		return true
	case "exec":
		if len(args) > 0 {
			in.program(args)
			in.flow, in.trap = exiting, ""
			return true
		}
	case "command", "builtin", "type":
		in.commandWord(words)
		return true
	default:
		if strings.Contains(foreign, " "+name+" ") {
			in.stop("it uses `%s`, which a rehearsal doesn't have", name)
		}
		return false
	}
	in.status = status
	return true
}

// alias notes which names are aliases. Whether a shell heeds them depends on which it is, so a script
// that calls one isn't rehearsed.
func (in *interpreter) alias(args []string) {
	for _, a := range args {
		name, _, _ := strings.Cut(a, "=")
		in.aliases[name] = true
	}
}

// echo prints words, as bash does. dash reads backslashes without being asked to; no comparison of two
// versions depends on that.
func (in *interpreter) echo(args []string) {
	newline := "\n"
	for len(args) > 0 && (args[0] == "-n" || args[0] == "-e" || args[0] == "-E") {
		if args[0] == "-n" {
			newline = ""
		}
		args = args[1:]
	}
	in.print(1, strings.Join(args, " ")+newline)
}

// printf prints its format with each round of arguments. What the conversions would do to the
// arguments is left out, so no width can make them long.
func (in *interpreter) printf(args []string) int {
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return 2
	}
	format, args := args[0], args[1:]
	text := strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`).Replace(format)
	for {
		in.step(1)
		rest, used := formatOnce(text, args)
		in.print(1, rest)
		if args = args[used:]; used == 0 || len(args) == 0 {
			return 0
		}
	}
}

// formatOnce puts arguments in the places of conversions, and returns how many it used.
func formatOnce(format string, args []string) (text string, used int) {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		end := i + 1
		for end < len(format)-1 && strings.IndexByte("-+ #0123456789.*", format[end]) >= 0 {
			end++
		}
		conversion := format[i : end+1]
		i = end
		switch {
		case conversion == "%%":
			b.WriteByte('%')
		case used < len(args):
			if conversion != "%s" {
				b.WriteString(conversion + ":")
			}
			b.WriteString(args[used])
			used++
		case conversion != "%s":
			b.WriteString(conversion)
		}
	}
	return b.String(), used
}

func (in *interpreter) changeDir(args []string) {
	for len(args) > 0 && (args[0] == "--" || args[0] == "-P" || args[0] == "-L") {
		args = args[1:]
	}
	old := in.dir
	switch {
	case len(args) == 0:
		in.dir = environment{in}.Get("HOME").Str
	case args[0] == "-":
		in.dir = in.path(environment{in}.Get("OLDPWD").Str)
	default:
		in.dir = in.path(args[0])
	}
	in.use(len(in.dir))
	in.vars["OLDPWD"] = variable{value: old, set: true}
}

func (in *interpreter) readLine(args []string) int {
	var names []string
	raw := false
	for i := 0; i < len(args); i++ {
		switch {
		case args[i] == "-r":
			raw = true
		case strings.HasPrefix(args[i], "-"):
			in.stop("it reads in a way that a rehearsal doesn't know")
		default:
			names = append(names, args[i])
		}
	}
	s := in.fds[0]
	text, line, found := in.input(0), "", false
	if s != nil && s.input != nil {
		line, *s.input, found = strings.Cut(text, "\n")
	}
	if !raw {
		line = strings.ReplaceAll(line, `\`, "")
	}
	if len(names) == 0 {
		names = []string{"REPLY"}
	}
	separators := " \t\n"
	if v := (environment{in}).Get("IFS"); v.Set {
		separators = v.Str
	}
	for i, name := range names {
		field := strings.Trim(line, separators)
		if i < len(names)-1 {
			line = field
			if at := strings.IndexAny(field, separators); at >= 0 && separators != "" {
				field, line = field[:at], field[at+1:]
			} else {
				line = ""
			}
		}
		in.assign(name, field)
	}
	return boolStatus(found)
}

// setOptions carries out `set`.
func (in *interpreter) setOptions(args []string) {
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		switch {
		case arg == "--":
			in.params = args
			return
		case arg == "-o" || arg == "+o":
			if len(args) == 0 {
				return
			}
			in.option(args[0], arg == "-o")
			args = args[1:]
		case len(arg) > 1 && (arg[0] == '-' || arg[0] == '+'):
			for i, letter := range arg[1:] {
				if letter == 'o' && i == len(arg)-2 && len(args) > 0 {
					in.option(args[0], arg[0] == '-')
					args = args[1:]
					continue
				}
				in.option(string(letter), arg[0] == '-')
			}
		default:
			in.params = append([]string{arg}, args...)
			return
		}
	}
}

func (in *interpreter) option(name string, value bool) {
	switch name {
	case "e", "errexit":
		in.options.errexit = value
	case "u", "nounset":
		in.options.nounset = value
	case "f", "noglob":
		in.options.noglob = value
	case "a", "allexport":
		in.options.allexport = value
	case "pipefail":
		in.options.pipefail = value
	case "x", "xtrace", "v", "verbose", "h", "hashall", "C", "noclobber", "E", "errtrace", "T", "functrace", "b", "notify", "posix":
	default:
		in.stop("it sets an option that a rehearsal doesn't know")
	}
	in.optionsChanged()
}

func (in *interpreter) shift(args []string) int {
	n := 1
	if len(args) > 0 {
		n, _ = strconv.Atoi(args[0])
	}
	if n < 0 || n > len(in.params) {
		return 1
	}
	in.params = in.params[n:]
	return 0
}

func (in *interpreter) unset(args []string) {
	for _, name := range args {
		switch {
		case name == "-f" || name == "-v":
		case in.funcs[name] != nil && !in.vars[name].set:
			delete(in.funcs, name)
		default:
			in.vars[name] = variable{touched: true}
		}
	}
}

func (in *interpreter) setTrap(args []string) {
	if len(args) < 2 {
		in.stop("it uses `trap` in a way that a rehearsal doesn't know")
	}
	for _, signal := range args[1:] {
		switch strings.TrimPrefix(strings.ToUpper(signal), "SIG") {
		case "EXIT", "0":
			in.trap = args[0]
			if args[0] == "-" {
				in.trap = ""
			}
		case "ERR", "DEBUG", "RETURN":
			in.stop("it uses `trap` in a way that a rehearsal doesn't know")
		}
	}
}

// jump carries out break, continue, return and exit.
func (in *interpreter) jump(name string, args []string) {
	n, hasArgument := 1, len(args) > 0
	if hasArgument {
		n, _ = strconv.Atoi(args[0])
	}
	switch name {
	case "break", "continue":
		in.status = 0
		if in.loops == 0 {
			return
		}
		in.flow, in.count = breaking, max(1, min(n, in.loops))
		if name == "continue" {
			in.flow = continuing
		}
		return
	case "return":
		in.flow = returning
	case "exit":
		in.flow = exiting
	}
	if hasArgument {
		in.status = n & 255
	}
}

// source runs a file that the script wrote. Any other is a call.
func (in *interpreter) source(words []string) {
	if len(words) > 1 {
		if text, ok := in.files[in.path(words[1])]; ok {
			in.eval(text)
			if in.flow == returning {
				in.flow = on
			}
			return
		}
	}
	in.unseen = true
	if len(words) > 1 && in.hiddenFails(words[1]) {
		return
	}
	in.program(words)
}

// hiddenFails lets a command fail that nobody can see, in a sourced file or a function of one: true if
// that ends the shell. Where somebody looks at the status of the whole, -e doesn't count inside, and
// what is hidden goes on.
func (in *interpreter) hiddenFails(inside string) bool {
	if !in.options.errexit {
		return false
	}
	if event := in.record([]string{"a", "command", "in", inside}, in.user); event.failed && !in.tested {
		in.status, in.flow = 1, exiting
	}
	return in.flow == exiting
}

// commandWord carries out command, builtin and type.
func (in *interpreter) commandWord(words []string) {
	args := words[1:]
	query := words[0] == "type"
	for len(args) > 0 && strings.HasPrefix(args[0], "-") {
		query = query || args[0] == "-v" || args[0] == "-V"
		args = args[1:]
	}
	switch {
	case len(args) == 0:
		in.status = 0
	case query: // whether a program is there
		in.status = boolStatus(in.funcs[args[0]] != nil || in.ask().exist)
		if in.status == 0 {
			in.print(1, marker("path of "+args[0])+"\n")
		}
	case !in.builtin(args):
		in.program(args)
	}
}

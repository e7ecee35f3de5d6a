package rehearsal

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// program records a call. A shell that is given its script as a word runs it; cat and tee pass on what
// they read; all others print a marker.
func (in *interpreter) program(words []string) {
	in.step(1)
	call := shell.CallOf(words)
	user := userOf(call, in.user)
	if i := call.ScriptWord(); i > 0 && call.Program() != "" {
		in.inner(call, i, user)
		return
	}
	if in.unseen && mayBeFunction(words[0]) && in.hiddenFails(words[0]) {
		return
	}
	if in.status = 0; in.record(words, user).failed {
		in.status = 1
		return
	}
	in.perform(call)
}

// usual are programs that no function stands in for.
var usual = strings.Fields("awk basename cat chgrp chmod chown cp curl cut date dirname echo env find git grep gunzip gzip head id install ln ls make " +
	"mkdir mktemp mv printf rm rmdir sed sh sleep sort strip sudo tail tar tee test touch tr true uname unzip wc wget xargs xz")

// mayBeFunction reports whether a program may be a function of a file that nobody can see.
func mayBeFunction(name string) bool {
	return !strings.Contains(name, "/") && !shell.IsManager(name) && !slices.Contains(usual, name)
}

// record adds a call to the trace.
func (in *interpreter) record(words []string, user string) Event {
	for _, w := range words {
		in.use(len(w))
	}
	number := in.calls
	in.calls++
	event := Event{
		Words: slices.Clone(words), User: user, Dir: in.dir, Env: in.exports(), Via: in.via, Input: in.input(0),
		settings: in.settings, script: in.script, call: number, tested: in.tested, failed: number == in.failAt,
	}
	in.use(len(event.Input) + len(event.Env))
	in.events = append(in.events, event)
	return event
}

// perform does what a program does to files and pipes.
func (in *interpreter) perform(call *shell.Command) {
	switch values := call.Values(); call.Program() {
	case "cat":
		in.cat(values[1:])
	case "tee":
		in.tee(values[1:])
	case "rm", "unlink":
		for _, name := range values[1:] {
			delete(in.files, in.path(name))
		}
	case "nproc", "getconf":
		in.print(1, "4\n")
	default:
		text := marker(strings.Join(values, " "))
		if in.captures(1) && in.ask().split {
			text += " and more"
		}
		in.print(1, text+"\n")
	}
}

func (in *interpreter) cat(args []string) {
	files := slices.DeleteFunc(slices.Clone(args), func(a string) bool { return strings.HasPrefix(a, "-") })
	if len(files) == 0 {
		in.print(1, in.input(0))
		if s := in.fds[0]; s != nil && s.input != nil {
			*s.input = ""
		}
	}
	for _, name := range files {
		text, ok := in.files[in.path(name)]
		if !ok {
			text = marker("text of "+name) + "\n"
		}
		in.print(1, text)
	}
}

func (in *interpreter) tee(args []string) {
	text := in.input(0)
	appends := slices.Contains(args, "-a") || slices.Contains(args, "--append")
	for _, name := range args {
		if !strings.HasPrefix(name, "-") && !strings.HasPrefix(name, "/dev/") {
			in.write(in.path(name), text, appends)
		}
	}
	in.print(1, text)
}

// inner runs the script that a shell is given as a word.
func (in *interpreter) inner(call *shell.Command, i int, user string) {
	child := in.sub()
	values := call.Values()
	child.user = user
	var via []string
	for _, w := range call.Wrappers {
		via = append(via, w.Value)
	}
	child.via = strings.TrimSpace(in.via + " " + strings.Join(append(via, values[:i]...), " "))
	child.use(len(child.via))
	child.options, child.tested, child.params = options{}, false, nil
	child.bash = call.Program() == "bash"
	clear(child.funcs)
	if len(values) > i+1 {
		child.name, child.params = values[i+1], values[i+2:]
	}
	for _, option := range values[1:i] {
		child.innerOption(option)
	}
	child.optionsChanged()
	for _, w := range call.Wrappers { // env A=b
		if name, value, ok := strings.Cut(w.Value, "="); ok && !strings.HasPrefix(name, "-") {
			child.assign(name, value)
		}
	}
	child.eval(values[i])
	in.closeSub(child)
}

// innerOption sets what one of sh's options before the script sets.
func (in *interpreter) innerOption(option string) {
	switch {
	case option == "pipefail" || option == "errexit" || option == "nounset":
		in.option(option, true)
	case len(option) > 1 && option[0] == '-' && option[1] != '-':
		in.options.errexit = in.options.errexit || strings.Contains(option, "e")
		in.options.nounset = in.options.nounset || strings.Contains(option, "u")
	}
}

// userOf returns the user who runs a call.
func userOf(call *shell.Command, user string) string {
	for i, w := range call.Wrappers {
		switch path.Base(w.Value) {
		case "sudo", "doas":
			user = optionValue(call.Wrappers[i+1:], "root")
		}
	}
	if program := call.Program(); program == "su" || program == "runuser" {
		user = "root"
		for i := 1; i < len(call.Words); i++ {
			if value := call.Words[i].Value; value == "-c" {
				i++
			} else if !strings.HasPrefix(value, "-") {
				user = value
				break
			}
		}
	}
	return user
}

// optionValue returns the value of -u.
func optionValue(words []shell.Word, without string) string {
	for i, w := range words {
		switch {
		case (w.Value == "-u" || w.Value == "--user") && i+1 < len(words):
			return words[i+1].Value
		case strings.HasPrefix(w.Value, "--user="):
			return strings.TrimPrefix(w.Value, "--user=")
		case strings.HasPrefix(w.Value, "-u") && len(w.Value) > 2:
			return w.Value[2:]
		}
	}
	return without
}

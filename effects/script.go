package effects

import (
	"path"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// OfScript returns the effect that a RUN would have with another script.
func OfScript(in *dockerfile.Instruction, text string, context *Context) Effect {
	s := shell.ParseText([]byte(text))
	e := ofRun(in, s, context)
	if context != nil {
		for _, other := range context.also {
			e.add(ofRun(in, s, other))
		}
	}
	return e
}

// ofRun returns the effect of a RUN with a script: the sum of its commands.
func ofRun(in *dockerfile.Instruction, s *shell.Script, context *Context) Effect {
	e := Effect{Reads: append([]Place{{Kind: User}, {Kind: Workdir}, {Kind: Shell}}, variables("PATH", "HOME")...)}
	for _, f := range in.Flags {
		if f.Name == "mount" {
			e.add(ofMount(f.Value))
		}
	}
	if s == nil || s.Tree == nil {
		e.add(unknown("a RUN that cannot be read"))
		return e
	}
	if in.Before.Workdir == "" && NeedsWorkdir(s) {
		e.Reads, e.Writes = append(e.Reads, below("/")...), append(e.Writes, below("/")...)
	}
	e.Reads = append(e.Reads, variables(in.Variables()...)...)
	if what := beyond(s.Tree); what != "" {
		e.add(unknown(what))
		return e
	}
	dir, ok := in.Before.Workdir, true
	for _, c := range s.Commands {
		if c.Program() == "cd" {
			if dir, ok = changed(s, &call{Command: c, in: in, dir: dir}); !ok {
				e.add(unknown("a `cd` whose folder is not known"))
				return e
			}
			if !slices.Contains(present, dir) {
				e.Reads = append(e.Reads, exactly(dir)...) // it must exist
			}
			continue
		}
		e.add(ofCommand(&call{Command: c, in: in, dir: dir, context: context}))
	}
	e.add(redirections(s.Tree, in, dir))
	if e.Class == Metadata {
		e.Class = Files
	}
	return e
}

// NeedsWorkdir reports whether a script may depend on the working directory. It doesn't if its
// commands are known not to, or if it starts with a cd to an absolute path.
func NeedsWorkdir(s *shell.Script) bool {
	if len(s.Steps) > 0 && s.Steps[0].Command != nil && s.Steps[0].Command.Program() == "cd" {
		words := s.Steps[0].Command.Words
		return len(words) != 2 || !path.IsAbs(words[1].Value)
	}
	return slices.ContainsFunc(s.Commands, func(c *shell.Command) bool {
		family := familyOf(c.Program())
		return family == nil || family.inWorkdir && (family.anywhere == nil || !family.anywhere(c))
	})
}

// MountSources returns what the mounts of a RUN read from the build context.
func MountSources(in *dockerfile.Instruction) (names []string) {
	for _, f := range in.Flags {
		if f.Name == "mount" && in.Name == "RUN" {
			names = append(names, ofMount(f.Value).Context...)
		}
	}
	return names
}

// ofMount returns the effect of a mount: it may read files of the build context. Files written to a
// mount aren't in the image.
func ofMount(value string) Effect {
	fields := map[string]string{"type": "bind"}
	for field := range strings.SplitSeq(value, ",") {
		name, text, _ := strings.Cut(field, "=")
		fields[strings.TrimSpace(name)] = text
	}
	if fields["type"] != "bind" || fields["from"] != "" {
		return Effect{}
	}
	source := strings.TrimPrefix(path.Clean("/"+fields["source"]+fields["src"]), "/")
	if source == "" {
		source = "."
	}
	return Effect{Context: []string{source}}
}

// beyond describes something in a script that goes beyond lists, pipes, conditions and loops of
// commands, "" if there is nothing.
func beyond(tree *sh.File) (what string) {
	sh.Walk(tree, func(n sh.Node) bool {
		switch n := n.(type) {
		case *sh.FuncDecl:
			what = "a function of the shell"
		case *sh.CoprocClause, *sh.ProcSubst:
			what = "a process of its own"
		case *sh.Subshell:
			if changesDirectory(n) {
				what = "a `cd` in a subshell"
			}
		case *sh.CallExpr:
			if len(n.Args) > 0 && n.Args[0].Lit() == "" {
				what = "a command whose name is computed"
			}
		case *sh.Stmt:
			if n.Background {
				what = "a command in the background"
			}
		}
		return what == ""
	})
	return what
}

func changesDirectory(n sh.Node) (changes bool) {
	sh.Walk(n, func(n sh.Node) bool {
		if c, ok := n.(*sh.CallExpr); ok && len(c.Args) > 0 && c.Args[0].Lit() == "cd" {
			changes = true
		}
		return !changes
	})
	return changes
}

// changed returns the folder after a cd. It fails unless the cd is a top-level step of the script.
func changed(s *shell.Script, c *call) (string, bool) {
	top := slices.ContainsFunc(s.Steps, func(step shell.Step) bool { return step.Command == c.Command })
	if !top || len(c.Words) != 2 || c.Words[1].Value == "-" {
		return "", false
	}
	return c.path(c.Words[1])
}

// redirections returns the effect of a script's redirections.
func redirections(tree *sh.File, in *dockerfile.Instruction, dir string) Effect {
	var e Effect
	sh.Walk(tree, func(n sh.Node) bool {
		r, ok := n.(*sh.Redirect)
		if !ok || r.Word == nil || r.Op == sh.Hdoc || r.Op == sh.DashHdoc || r.Op == sh.WordHdoc || r.Op == sh.DplOut || r.Op == sh.DplIn {
			return true
		}
		name := r.Word.Lit()
		switch {
		case name == "/dev/null" || name == "/dev/stderr" || name == "/dev/stdout":
		case !path.IsAbs(name) && (name == "" || dir == "" || changesDirectory(tree)):
			e.add(unknown("a redirection to a file that is not known"))
		default:
			if !path.IsAbs(name) {
				name = path.Join(dir, name)
			}
			e.Writes = append(e.Writes, exactly(name)...)
			e.Reads = append(e.Reads, exactly(name, path.Dir(name))...) // the folder must exist
		}
		return true
	})
	return e
}

// call is a command with its surroundings.
type call struct {
	*shell.Command
	in      *dockerfile.Instruction
	dir     string // where it runs; "" if unknown
	context *Context
}

// path returns the absolute path that a word names. It expands variables and the home folder. For a
// pattern, it returns the folder that the pattern searches. ok is false if the path is unknown.
func (c *call) path(w shell.Word) (name string, ok bool) {
	name = w.Value
	if !w.Literal || strings.HasPrefix(w.Source, "~/") {
		text := w.Source
		if rest, inHome := cutHome(text); inHome && !c.in.Stage.Defined("HOME", c.in) {
			home, known := c.home()
			if !known {
				return "", false
			}
			text = home + rest
		}
		text, known := c.in.Stage.Expand(text, c.in)
		if i := strings.IndexAny(text, "*?[{"); i >= 0 {
			text = text[:strings.LastIndex(text[:i], "/")+1]
		}
		if !known || strings.ContainsAny(text, "`$()}~") || text == "" {
			return "", false
		}
		name = text
	}
	if i := strings.IndexByte(name, '{'); i >= 0 { // some shells expand it
		name = name[:strings.LastIndex(name[:i], "/")+1]
	}
	switch {
	case strings.HasPrefix(name, "~"):
		return "", false
	case path.IsAbs(name):
		return clean(name), true
	}
	return clean(path.Join(c.dir, name)), c.dir != ""
}

// cutHome returns the rest of a word that starts with the home folder.
func cutHome(text string) (rest string, inHome bool) {
	text = strings.Trim(text, `"`)
	for _, home := range []string{"~/", "$HOME/", "${HOME}/"} {
		if rest, ok := strings.CutPrefix(text, home); ok {
			return "/" + rest, true
		}
	}
	return "", false
}

// home returns the home folder of the current user.
func (c *call) home() (string, bool) {
	user, _, _ := strings.Cut(c.in.Before.User, ":")
	switch user {
	case "", "root", "0":
		return "/root", true
	}
	if strings.Trim(user, "0123456789") == "" || strings.ContainsAny(user, "$") {
		return "", false
	}
	for _, in := range c.in.Stage.Instructions {
		if in.Name != "RUN" || in.Script() == nil {
			continue
		}
		for _, made := range in.Script().Commands {
			values := made.Values()
			if i := slices.IndexFunc(values, func(v string) bool { return v == "-d" || v == "--home" || v == "--home-dir" || v == "-h" }); i >= 0 && i+1 < len(values) && slices.Contains(values, user) {
				return values[i+1], path.IsAbs(values[i+1])
			}
		}
	}
	return "/home/" + user, true
}

// arguments returns the words that aren't options. valued are the options that take the next word as
// their value.
func (c *call) arguments(valued ...string) (arguments []shell.Word) {
	skip, only := false, false
	for _, w := range c.Words[1:] {
		switch {
		case skip:
			skip = false
		case only || !strings.HasPrefix(w.Value, "-") || w.Value == "-":
			arguments = append(arguments, w)
		case w.Value == "--":
			only = true
		default:
			skip = slices.Contains(valued, w.Value)
		}
	}
	return arguments
}

// has reports whether the command has any of these words.
func (c *call) has(names ...string) bool {
	return slices.ContainsFunc(c.Values(), func(v string) bool { return slices.Contains(names, v) })
}

// option returns the word after an option.
func (c *call) option(names ...string) (shell.Word, bool) {
	for i, w := range c.Words {
		if slices.Contains(names, w.Value) && i+1 < len(c.Words) {
			return c.Words[i+1], true
		}
	}
	return shell.Word{}, false
}

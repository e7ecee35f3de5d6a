package shell

import (
	"maps"
	"path"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// Call is a call of a program, as far as a script says it without being run.
type Call struct {
	// Words are the program and its arguments, without wrappers. What isn't known of a word is left as
	// "${NAME}". Never empty.
	Words []string
	// Dir is the folder that the call runs in, relative to where the script starts, or from the
	// repository's root if it begins with "//". It has a "$" if it isn't known.
	Dir string
	// Line is the call's line in the text, 1-based.
	Line int
}

// Calls returns the calls of programs in a script, in the order of the text: those of functions with
// their arguments, those of loops over known words once for each. name is the script's path in the
// repository, "" if it has none. The script isn't run, so all branches count.
func Calls(text []byte, name string) []Call {
	e := &evaluator{name: name, lists: map[string][]string{"PWD": {"."}, "GITHUB_WORKSPACE": {"//"}}, functions: map[string]*definition{}}
	e.script(text)
	for _, f := range slices.Sorted(maps.Keys(e.functions)) {
		if !e.functions[f].called {
			e.call(e.functions[f], nil)
		}
	}
	return e.calls
}

// Limits of what is evaluated: commands and parts of words, the words of a command or list, the bytes of
// a word, and how deep functions and scripts nest.
const (
	maxEvaluated = 5000
	maxListWords = 500
	maxWord      = 1024
	maxNested    = 8
)

// evaluator reads a script and keeps what its variables hold.
type evaluator struct {
	name      string
	dir       string
	before    string // the folder before the last cd
	arguments []string
	lists     map[string][]string // a plain variable has one element
	functions map[string]*definition
	calls     []Call
	depth     int
	steps     int
}

type definition struct {
	body   *sh.Stmt
	called bool
}

// script evaluates a text.
func (e *evaluator) script(text []byte) {
	if nesting(text) > MaxNesting || slices.Contains(text, 0) {
		return
	}
	if tree := (&Trees{}).parse(text); tree != nil {
		e.statements(tree.Stmts)
	}
}

func (e *evaluator) statements(all []*sh.Stmt) {
	for _, s := range all {
		e.statement(s)
	}
}

func (e *evaluator) statement(s *sh.Stmt) {
	if s == nil || e.steps > maxEvaluated {
		return
	}
	e.steps++
	switch c := s.Cmd.(type) {
	case *sh.CallExpr:
		e.simple(c)
	case *sh.DeclClause:
		for _, a := range c.Args {
			e.assign(a)
		}
	case *sh.Subshell:
		dir := e.dir
		e.statements(c.Stmts)
		e.dir = dir
	case *sh.BinaryCmd:
		e.statement(c.X)
		e.statement(c.Y)
	case *sh.Block:
		e.statements(c.Stmts)
	case *sh.IfClause:
		for ; c != nil; c = c.Else {
			e.statements(c.Cond)
			e.statements(c.Then)
		}
	case *sh.WhileClause:
		e.statements(c.Cond)
		e.statements(c.Do)
	case *sh.CaseClause:
		for _, item := range c.Items {
			e.statements(item.Stmts)
		}
	case *sh.TimeClause:
		e.statement(c.Stmt)
	case *sh.ForClause:
		e.loop(c)
	case *sh.FuncDecl:
		e.functions[c.Name.Value] = &definition{body: c.Body}
	}
}

// loop evaluates a loop once for each of its words, and once for one that isn't known.
func (e *evaluator) loop(c *sh.ForClause) {
	words, ok := c.Loop.(*sh.WordIter)
	if !ok {
		e.statements(c.Do)
		return
	}
	for _, value := range e.words(words.Items) {
		dir := e.dir
		e.lists[words.Name.Value] = []string{value}
		e.statements(c.Do)
		e.dir = dir // most loops that change it go back
	}
	delete(e.lists, words.Name.Value)
}

// simple evaluates a simple command.
func (e *evaluator) simple(c *sh.CallExpr) {
	if len(c.Args) == 0 {
		for _, a := range c.Assigns {
			e.assign(a)
		}
		return
	}
	words := Unwrapped(e.words(c.Args))
	if len(words) == 0 {
		return
	}
	f := e.functions[words[0]]
	program := path.Base(words[0])
	switch {
	case f != nil:
		e.call(f, words[1:])
	case program == "cd" || program == "pushd":
		e.before, e.dir = e.dir, e.changed(words)
	case program == "popd":
		e.dir = e.before
	case IsBourne(program) && len(words) > 2 && isCluster(words[1]) && e.depth < maxNested:
		e.depth++
		dir := e.dir
		e.script([]byte(words[2]))
		e.dir = dir
		e.depth--
	default:
		e.calls = append(e.calls, Call{Words: words, Dir: e.dir, Line: int(c.Pos().Line())})
	}
}

// call evaluates a function.
func (e *evaluator) call(f *definition, arguments []string) {
	f.called = true
	if e.depth == maxNested {
		return
	}
	outer := e.arguments
	e.depth++
	e.arguments = arguments
	e.statement(f.body)
	e.arguments = outer
	e.depth--
}

// changed returns the folder after a cd.
func (e *evaluator) changed(words []string) string {
	for _, w := range words[1:] {
		switch {
		case w == "-":
			return e.before
		case !strings.HasPrefix(w, "-"):
			return Below(e.dir, w)
		}
	}
	return "${HOME}"
}

// Below returns a path relative to a folder of a [Call]. A path from the root of the machine isn't known.
func Below(dir, name string) string {
	switch {
	case strings.HasPrefix(name, "//"):
		return "//" + path.Join(strings.TrimLeft(name, "/"))
	case strings.HasPrefix(name, "/"), strings.HasPrefix(name, "~"):
		return "${HOME}" + name
	case strings.HasPrefix(dir, "//"):
		return "//" + path.Join(dir[2:], name)
	}
	return path.Join(dir, name)
}

// assign keeps a variable's value. A variable that is set twice has its last value.
func (e *evaluator) assign(a *sh.Assign) {
	if a.Name == nil {
		return
	}
	name := a.Name.Value
	var values []string
	switch {
	case a.Index != nil:
		delete(e.lists, name)
		return
	case a.Array != nil:
		for _, item := range a.Array.Elems {
			values = append(values, e.word(item.Value)...)
		}
	case a.Naked:
		return
	case a.Value != nil:
		values = []string{strings.Join(e.word(a.Value), " ")}
	default:
		values = []string{""}
	}
	if old, has := e.lists[name]; a.Append && has && a.Array != nil {
		values = append(slices.Clone(old), values...)
	} else if a.Append {
		values = []string{strings.Join(old, "") + strings.Join(values, "")}
		if !has {
			values[0] = "${" + name + "}"
		}
	}
	if len(values) == 1 {
		values = []string{values[0][:min(len(values[0]), maxWord)]}
	}
	e.lists[name] = values[:min(len(values), maxListWords)]
}

// words returns the values of words, each as often as the shell makes one of it.
func (e *evaluator) words(all []*sh.Word) (values []string) {
	for _, w := range all {
		values = append(values, e.word(w)...)
		if len(values) > maxListWords {
			break
		}
	}
	return values
}

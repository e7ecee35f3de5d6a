package shell

import (
	"path"
	"strconv"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// field is what a word has become so far: the words that the shell makes of it.
type field struct {
	done    []string
	current strings.Builder
	any     bool // the current word exists, even if it's empty
}

func (f *field) add(text string) {
	f.current.WriteString(text[:min(len(text), max(0, maxWord-f.current.Len()))])
	f.any = true
}

func (f *field) end() {
	if f.any && len(f.done) < maxListWords {
		f.done = append(f.done, f.current.String())
	}
	f.current.Reset()
	f.any = false
}

// word returns the words that the shell makes of one: a variable without quotes may hold several, or none.
func (e *evaluator) word(w *sh.Word) []string {
	if w == nil {
		return nil
	}
	var f field
	for _, part := range w.Parts {
		e.part(&f, part, false)
	}
	f.end()
	return f.done
}

func (e *evaluator) part(f *field, part sh.WordPart, quoted bool) {
	if e.steps++; e.steps > maxEvaluated {
		return
	}
	switch p := part.(type) {
	case *sh.Lit:
		f.add(unescape(p.Value, quoted))
	case *sh.SglQuoted:
		f.add(p.Value)
	case *sh.DblQuoted:
		f.any = f.any || len(p.Parts) == 0 // "" is a word
		for _, inner := range p.Parts {
			e.part(f, inner, true)
		}
	case *sh.ParamExp:
		e.variable(f, p, quoted)
	case *sh.CmdSubst:
		f.add(e.output(p))
	default:
		f.add("${_}")
	}
}

// variable adds the value of a variable.
func (e *evaluator) variable(f *field, p *sh.ParamExp, quoted bool) {
	values, ok := e.valueOf(p)
	if !ok {
		f.add("${" + p.Param.Value + "}")
		return
	}
	all := p.Param.Value == "@" || p.Index != nil
	for i, value := range values {
		if all && i > 0 {
			f.end()
		}
		switch {
		case quoted:
			f.add(value)
		default:
			for j, piece := range strings.Fields(value) {
				if j > 0 {
					f.end()
				}
				f.add(piece)
			}
		}
	}
}

// valueOf returns the value of a variable, or of each element of an array. ok is false if it isn't known.
func (e *evaluator) valueOf(p *sh.ParamExp) (values []string, ok bool) {
	name := p.Param.Value
	values, ok = e.lists[name]
	switch n, err := strconv.Atoi(name); {
	case name == "0", name == "BASH_SOURCE":
		values, ok = []string{"//" + e.name}, e.name != ""
	case name == "@" || name == "*":
		values, ok = e.arguments, e.arguments != nil
	case err == nil && n <= len(e.arguments):
		values, ok = e.arguments[n-1:n], true
	}
	if name == "PWD" {
		values = []string{Below(e.dir, "")}
	}
	if p.Excl || p.Length || p.Width || p.Slice != nil || p.Repl != nil {
		return nil, false
	}
	if p.Exp != nil {
		return e.expansion(p.Exp, values, ok)
	}
	return values, ok
}

// expansion returns the value of a variable with a default or without a suffix.
func (e *evaluator) expansion(exp *sh.Expansion, values []string, ok bool) ([]string, bool) {
	empty := len(values) == 0 || values[0] == ""
	switch exp.Op {
	case sh.DefaultUnset, sh.AssignUnset, sh.DefaultUnsetOrNull, sh.AssignUnsetOrNull:
		if ok && !empty {
			return values, true
		}
		return []string{strings.Join(e.word(exp.Word), " ")}, true
	case sh.ErrorUnset, sh.ErrorUnsetOrNull:
		return values, ok
	case sh.RemSmallSuffix:
		if strings.Join(e.word(exp.Word), "") == "/*" && ok && !empty {
			return []string{parent(values[0])}, true
		}
	}
	return nil, false
}

// output returns what a $(…) prints, if that is the name of a folder.
func (e *evaluator) output(c *sh.CmdSubst) string {
	if e.depth == maxNested || len(c.Stmts) == 0 {
		return "${_}"
	}
	e.depth++
	defer func() { e.depth-- }()
	inner := &evaluator{name: e.name, dir: e.dir, lists: e.lists, functions: map[string]*definition{}, arguments: e.arguments, depth: e.depth, steps: e.steps}
	inner.statements(c.Stmts)
	e.steps = inner.steps
	if len(inner.calls) != 1 {
		return "${_}"
	}
	call := inner.calls[0]
	last := call.Words[len(call.Words)-1]
	switch call.Words[0] {
	case "pwd":
		return Below(call.Dir, "")
	case "git":
		if last == "--show-toplevel" {
			return "//"
		}
	case "dirname":
		return parent(last)
	case "basename":
		return path.Base(last)
	case "realpath", "readlink":
		return Below(call.Dir, last)
	case "echo":
		return strings.Join(call.Words[1:], " ")
	}
	return "${_}"
}

// parent returns the folder of a path as dirname does.
func parent(name string) string {
	if rest, ok := strings.CutPrefix(name, "//"); ok {
		return "//" + strings.TrimPrefix(path.Dir(rest), ".")
	}
	return path.Dir(name)
}

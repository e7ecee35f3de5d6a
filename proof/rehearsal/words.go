package rehearsal

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/pattern"
	sh "mvdan.cc/sh/v3/syntax"
)

// configure makes the configuration of the expansion for a shell.
func (in *interpreter) configure() {
	in.config = &expand.Config{Env: environment{in}, CmdSubst: in.substitute}
	in.optionsChanged()
}

func (in *interpreter) optionsChanged() {
	in.config.NoUnset = in.options.nounset
}

// setGlob lets patterns match files. Where the script wrote none there is nothing to match, and the
// expansion needn't try.
func (in *interpreter) setGlob() {
	in.config.ReadDir2 = nil
	if !in.options.noglob && len(in.files) > 0 {
		in.config.ReadDir2 = in.readDir
	}
}

// substitute runs `$(…)`.
func (in *interpreter) substitute(w io.Writer, c *sh.CmdSubst) error {
	child, out := in.sub(), &output{}
	child.tested = false
	child.options.errexit = in.options.errexit && !in.bash
	child.fds[1] = &stream{output: out}
	if len(c.Stmts) == 1 && c.Stmts[0].Cmd == nil && len(c.Stmts[0].Redirs) == 1 && c.Stmts[0].Redirs[0].Op == sh.RdrIn { // $(<file)
		name := child.path(child.literal(c.Stmts[0].Redirs[0].Word))
		text, ok := child.read(name)
		child.status = boolStatus(ok)
		child.print(1, text)
	} else {
		child.stmts(c.Stmts)
	}
	status := in.status
	in.closeSub(child)
	in.substituted, in.status = in.status, status
	_, err := io.WriteString(w, out.text())
	return err
}

// readDir lists a folder of the files in memory.
func (in *interpreter) readDir(folder string) ([]fs.DirEntry, error) {
	in.step(1 + len(in.files))
	folder = strings.TrimSuffix(in.path(folder), "/") + "/"
	names := map[string]bool{} // whether it is a folder
	for file := range in.files {
		if rest, ok := strings.CutPrefix(file, folder); ok && rest != "" {
			name, _, deeper := strings.Cut(rest, "/")
			names[name] = deeper
		}
	}
	var entries []fs.DirEntry
	for name, folder := range names {
		entries = append(entries, entry{name, folder})
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, nil
}

// entry is a file or folder in memory.
type entry struct {
	name   string
	folder bool
}

func (e entry) Name() string               { return e.name }
func (e entry) IsDir() bool                { return e.folder }
func (e entry) Info() (fs.FileInfo, error) { return nil, fs.ErrNotExist }
func (e entry) Type() fs.FileMode {
	if e.folder {
		return fs.ModeDir
	}
	return 0
}

// fields expands words.
func (in *interpreter) fields(words []*sh.Word) []string {
	var fields []string
	for _, w := range words {
		if text, ok := plain(w); ok {
			in.expanded(nil, text)
			fields = append(fields, text)
			continue
		}
		in.check(w)
		in.setGlob()
		some, err := expand.Fields(in.config, in.braces(w))
		in.expanded(err, some...)
		fields = append(fields, some...)
	}
	return fields
}

// plain returns the text of a word that every shell reads as it is, as most words are. ok is false for
// another word.
func plain(w *sh.Word) (text string, ok bool) {
	if len(w.Parts) != 1 {
		return "", false
	}
	switch p := w.Parts[0].(type) {
	case *sh.Lit:
		return p.Value, p.Value != "" && !strings.ContainsAny(p.Value, "\\*?[{~$`")
	case *sh.SglQuoted:
		return p.Value, !p.Dollar
	}
	return "", false
}

func (in *interpreter) literal(w *sh.Word) string {
	if w == nil {
		return ""
	}
	in.check(w)
	text, err := expand.Literal(in.config, w)
	in.expanded(err, text)
	return text
}

// document expands a here-document.
func (in *interpreter) document(w *sh.Word) string {
	if w == nil {
		return ""
	}
	in.check(w)
	text, err := expand.Document(in.config, w)
	in.expanded(err, text)
	return text
}

func (in *interpreter) arithmetic(x sh.ArithmExpr) int {
	in.check(x)
	n, err := expand.Arithm(in.config, x)
	in.expanded(err)
	return n
}

// expanded counts what an expansion made. A variable that must be set and isn't ends the shell; after
// any other error, nobody knows what the script does.
func (in *interpreter) expanded(err error, texts ...string) {
	if err == nil {
		in.step(len(texts))
		for _, t := range texts {
			in.use(len(t))
		}
		return
	}
	if unset := (expand.UnsetParameterError{}); !errors.As(err, &unset) {
		in.stop("a word of it can't be expanded: %v", err)
	}
	in.status, in.flow = 2, exiting
}

// matches reports whether a value matches a pattern of case or [[.
func (in *interpreter) matches(value string, w *sh.Word) bool {
	in.check(w)
	text, err := expand.Pattern(in.config, w)
	in.expanded(err, text)
	expression, err := pattern.Regexp(text, pattern.EntireString)
	if err != nil {
		return value == text
	}
	in.compare(len(value), len(expression))
	return in.regexp(expression).MatchString(value)
}

// braces returns a word whose braces the shell in question expands, and no other.
func (in *interpreter) braces(w *sh.Word) *sh.Word {
	own := *w
	own.Parts = slices.Clone(w.Parts)
	if !in.bash {
		for i, p := range own.Parts {
			if lit, ok := p.(*sh.Lit); ok && strings.Contains(lit.Value, "{") {
				escaped := *lit
				escaped.Value = escapeBraces(lit.Value)
				own.Parts[i] = &escaped
			}
		}
		return &own
	}
	if split := own; sh.SplitBraces(&split) {
		n := 0
		for _, err := range expand.BracesSeq(in.config, &split) {
			if n++; err != nil || n > maxBraces {
				in.stop("it expands braces to too many words")
			}
		}
		in.step(n)
	}
	return &own
}

// escapeBraces puts a backslash before each brace that has none.
func escapeBraces(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			b.WriteByte(c)
			i++
		case c == '{':
			b.WriteByte('\\')
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

// check stops before an expansion that could grow without limit, or that a rehearsal doesn't know.
func (in *interpreter) check(root sh.Node) {
	nodes := 0
	sh.Walk(root, func(n sh.Node) bool {
		nodes++
		switch n := n.(type) {
		case *sh.CmdSubst:
			return false // its words are checked when they're expanded
		case *sh.ProcSubst:
			in.stop("it has a process substitution")
		case *sh.ExtGlob:
			in.stop("it has an extended pattern")
		case *sh.ParamExp:
			in.checkParam(n)
		case *sh.DblQuoted:
			if n.Dollar {
				in.stop("it has a translated string")
			}
		}
		return true
	})
	in.step(1 + nodes/8)
}

func (in *interpreter) checkParam(p *sh.ParamExp) {
	if p.Names != 0 || p.Width || p.IsSet || p.NestedParam != nil || p.Flags != nil || len(p.Modifiers) > 0 {
		in.stop("it uses a variable in a way that a rehearsal doesn't know")
	}
	if p.Exp != nil && p.Exp.Op == sh.OtherParamOps {
		in.stop("it uses a variable in a way that a rehearsal doesn't know")
	}
	if p.Param == nil || p.Repl == nil && p.Exp == nil {
		return
	}
	length := len(environment{in}.Get(p.Param.Value).String()) + 1
	if p.Exp != nil {
		in.compare(length, in.atMost(p.Exp.Word))
		return
	}
	in.compare(length, in.atMost(p.Repl.Orig))
	if p.Repl.All { // each of its characters may become the whole text
		in.use(length * (1 + in.atMost(p.Repl.With)))
	}
}

// compare counts what it costs to look for a pattern in a text, by their lengths.
func (in *interpreter) compare(text, pattern int) { in.step(1 + text*pattern/64) }

// atMost returns how long a word can become.
func (in *interpreter) atMost(w *sh.Word) (n int) {
	if w == nil {
		return 0
	}
	sh.Walk(w, func(node sh.Node) bool {
		switch p := node.(type) {
		case *sh.Lit:
			n += len(p.Value)
		case *sh.SglQuoted:
			n += len(p.Value)
		case *sh.CmdSubst:
			n += maxValue
			return false
		case *sh.ParamExp:
			if p.Param != nil {
				n += len(environment{in}.Get(p.Param.Value).String())
			}
		}
		return true
	})
	return n
}

// output collects what is written to a pipe, a substitution or a file.
type output struct{ bytes.Buffer }

func (o *output) text() string { return strings.ReplaceAll(o.String(), "\x00", "") }

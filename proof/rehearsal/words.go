package rehearsal

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/pattern"
	sh "mvdan.cc/sh/v3/syntax"
)

// variable is a variable of a shell. One that the shell set or unset hides the world's.
type variable struct {
	value    string
	list     []string // of an array
	isList   bool
	set      bool
	touched  bool // by the script
	exported bool
	readonly bool
}

// environment gives the expansion of words the variables of a shell.
type environment struct{ in *interpreter }

// Get implements expand.Environ. It never lets the expansion ask the machine: a user's home folder is
// made up.
func (e environment) Get(name string) expand.Variable {
	in := e.in
	in.step(1)
	if v, ok := in.vars[name]; ok && (v.set || v.touched || v.exported) {
		if v.isList {
			for _, item := range v.list {
				in.use(len(item))
			}
			return expand.Variable{Set: true, Kind: expand.Indexed, List: v.list}
		}
		if !v.set {
			return expand.Variable{}
		}
		in.use(len(v.value))
		return expand.Variable{Set: true, Kind: expand.String, Str: v.value}
	}
	if name == "@" || name == "*" {
		for _, item := range in.params {
			in.use(len(item))
		}
		return expand.Variable{Set: true, Kind: expand.Indexed, List: append([]string{}, in.params...)}
	}
	value, ok := in.special(name)
	if !ok {
		return expand.Variable{}
	}
	in.use(len(value))
	return expand.Variable{Set: true, Kind: expand.String, Str: value}
}

// special returns the value of a variable that the script didn't set.
func (in *interpreter) special(name string) (value string, ok bool) {
	if user, found := strings.CutPrefix(name, "HOME "); found {
		return homeOf(user), true
	}
	if n, err := strconv.Atoi(name); err == nil && n > 0 {
		if n <= len(in.params) {
			return in.params[n-1], true
		}
		return "", false
	}
	switch name {
	case "0":
		return in.name, true
	case "#":
		return strconv.Itoa(len(in.params)), true
	case "?":
		return strconv.Itoa(in.status), true
	case "$", "PPID", "RANDOM", "SRANDOM", "SECONDS", "EPOCHSECONDS", "LINENO":
		return "4", true // the same in each run
	case "-", "!", "IFS", "OPTIND", "CDPATH", "ENV", "BASH_ENV", "POSIXLY_CORRECT":
		return "", false
	case "HOME":
		return homeOf(in.user), true
	case "PWD":
		return in.dir, true
	case "PATH":
		return marker("PATH"), true
	}
	return marker(name), in.ask().set
}

// homeOf returns the folder that a user's home most likely is.
func homeOf(user string) string {
	if user == "root" || user == "0" {
		return "/root"
	}
	return "/home/" + marker(user)
}

// Set implements expand.WriteEnviron, for `${x:=…}`.
func (e environment) Set(name string, v expand.Variable) error {
	if v.Kind != expand.String {
		e.in.stop("it uses arrays in a way that a rehearsal doesn't know")
	}
	e.in.assign(name, v.Str)
	return nil
}

// Each implements expand.Environ, for `${!x*}`.
func (e environment) Each(func(string, expand.Variable) bool) {
	e.in.stop("it asks which variables there are")
}

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

// assign sets a variable.
func (in *interpreter) assign(name, value string) {
	in.use(len(value))
	v := in.vars[name]
	if v.readonly {
		in.status, in.flow = 2, exiting
		return
	}
	v.exported = v.exported || in.options.allexport || name == "PATH" || name == "HOME"
	v.value, v.set, v.touched, v.list, v.isList = value, true, true, nil, false
	in.vars[name] = v
}

// assignment carries out `a=b`, `a+=b` and `a=(b c)`.
func (in *interpreter) assignment(a *sh.Assign) {
	name := a.Name.Value
	switch {
	case a.Index != nil:
		in.stop("it uses arrays in a way that a rehearsal doesn't know")
	case a.Array != nil:
		in.assignArray(a)
	case a.Append:
		if in.vars[name].isList {
			in.stop("it uses arrays in a way that a rehearsal doesn't know")
		}
		in.assign(name, environment{in}.Get(name).Str+in.literal(a.Value))
	default:
		if value := in.literal(a.Value); in.flow == on {
			in.assign(name, value)
		}
	}
}

func (in *interpreter) assignArray(a *sh.Assign) {
	var words []*sh.Word
	for _, e := range a.Array.Elems {
		if e.Index != nil || e.Value == nil {
			in.stop("it uses arrays in a way that a rehearsal doesn't know")
		}
		words = append(words, e.Value)
	}
	v := in.vars[a.Name.Value]
	if !a.Append {
		v.list = nil
	} else if v.set && !v.isList {
		v.list = []string{v.value}
	}
	v.list = slices.Concat(v.list, in.fields(words))
	v.isList, v.set, v.touched, v.value = true, true, true, ""
	in.step(len(v.list))
	in.vars[a.Name.Value] = v
}

// declare carries out export, readonly, local and declare.
func (in *interpreter) declare(c *sh.DeclClause) {
	in.status = 0
	in.substituted = 0
	for _, a := range c.Args {
		if a.Name == nil { // an option, or words that are only known now
			for _, word := range in.fields([]*sh.Word{a.Value}) {
				in.declareWord(c.Variant.Value, word)
			}
			continue
		}
		in.declareVar(c.Variant.Value, a.Name.Value)
		if !a.Naked {
			in.assignment(a)
		}
	}
}

func (in *interpreter) declareWord(kind, word string) {
	if strings.HasPrefix(word, "-") {
		if strings.Trim(word, "-xrgpi") != "" || kind == "export" && strings.Contains(word, "n") {
			in.stop("it declares variables in a way that a rehearsal doesn't know")
		}
		return
	}
	name, value, found := strings.Cut(word, "=")
	in.declareVar(kind, name)
	if found {
		in.assign(name, value)
	}
}

func (in *interpreter) declareVar(kind, name string) {
	v, known := in.vars[name]
	switch kind {
	case "export":
		if !known {
			v.value, v.set = in.special(name)
		}
		v.exported, v.touched = true, true
	case "readonly":
		v.readonly = true
	case "local", "declare", "typeset":
		if n := len(in.saved); n > 0 {
			if _, saved := in.saved[n-1][name]; !saved {
				in.saved[n-1][name] = v
			}
			v = variable{exported: v.exported, value: v.value, set: v.set && kind == "local" && !in.bash, touched: true}
		}
	default:
		in.stop("it declares variables in a way that a rehearsal doesn't know")
	}
	in.vars[name] = v
}

// exports returns the variables that the script sets for the programs that it runs.
func (in *interpreter) exports() string {
	var set []string
	for name, v := range in.vars {
		if v.touched && v.exported && v.set && !v.isList {
			set = append(set, name+"="+v.value)
		}
	}
	slices.Sort(set)
	return strings.Join(set, " ")
}

// output collects what is written to a pipe, a substitution or a file.
type output struct{ bytes.Buffer }

func (o *output) text() string { return strings.ReplaceAll(o.String(), "\x00", "") }

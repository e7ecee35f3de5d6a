package rehearsal

import (
	"maps"
	"slices"

	"mvdan.cc/sh/v3/expand"
	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// interpreter is one shell or subshell of a run.
type interpreter struct {
	*run
	bash        bool
	vars        map[string]variable
	funcs       map[string]*sh.Stmt
	saved       []map[string]variable // what `local` hides, by function
	params      []string
	name        string // $0
	dir, user   string
	via         string
	options     options
	fds         map[int]*stream
	unseen      bool // a file was sourced that nobody can see: it may define functions
	tested      bool // somebody looks at the status, so -e doesn't count
	status      int
	substituted int // status of the last $(…)
	flow        flow
	count       int // of loops that flow leaves
	loops       int
	trap        string // what `trap … EXIT` runs
	config      *expand.Config
}

type options struct{ errexit, pipefail, nounset, noglob, allexport bool }

// flow is why statements that follow aren't run.
type flow int

const (
	on flow = iota
	breaking
	continuing
	returning
	exiting
)

func newShell(r *run, s *Script) *interpreter {
	in := &interpreter{
		run: r, bash: s.Bash, vars: map[string]variable{}, funcs: map[string]*sh.Stmt{}, user: s.User, dir: s.Dir,
		name: "sh", options: options{errexit: s.Errexit, pipefail: s.Pipefail}, fds: map[int]*stream{1: {}, 2: {}},
	}
	if s.Input != "" {
		text := s.Input
		in.fds[0].input = &text
	}
	if in.user == "" {
		in.user = "the image's user"
	}
	if in.dir == "" {
		in.dir = "/" + marker("WORKDIR")
	}
	for _, v := range s.Vars {
		switch {
		case v.Known:
			in.vars[v.Name] = variable{value: v.Value, set: true, exported: true}
		case r.ask().set:
			in.vars[v.Name] = variable{value: marker(v.Name), set: true, exported: true}
		default:
			in.vars[v.Name] = variable{exported: true}
		}
	}
	in.configure()
	return in
}

// sub returns a subshell.
func (in *interpreter) sub() *interpreter {
	in.step(1 + len(in.vars)/8)
	if in.depth++; in.depth > maxDepth {
		in.stop("it nests too deep")
	}
	child := *in
	child.vars, child.funcs, child.fds = maps.Clone(in.vars), maps.Clone(in.funcs), maps.Clone(in.fds)
	child.saved, child.trap, child.loops = nil, "", 0
	child.configure()
	return &child
}

// leave ends a shell: its EXIT trap runs.
func (in *interpreter) leave() {
	if in.trap == "" {
		return
	}
	status, text := in.status, in.trap
	in.trap, in.flow = "", on
	in.eval(text)
	if in.flow != exiting {
		in.status = status
	}
}

// closeSub ends a subshell and takes its status.
func (in *interpreter) closeSub(child *interpreter) {
	child.leave()
	in.depth--
	in.status = child.status
}

func (in *interpreter) stmts(list []*sh.Stmt) {
	for _, s := range list {
		if in.flow != on {
			return
		}
		in.stmt(s)
	}
}

func (in *interpreter) stmt(s *sh.Stmt) {
	in.step(1)
	if s.Background || s.Coprocess || s.Disown {
		in.stop("it starts jobs in the background")
	}
	tested := in.tested
	in.tested = tested || s.Negated
	in.redirected(s)
	in.tested = tested
	if in.flow == exiting {
		return
	}
	if s.Negated {
		in.status = boolStatus(in.status != 0)
		return
	}
	if in.status != 0 && in.options.errexit && !in.tested && noticed(s.Cmd) {
		in.flow = exiting
	}
}

// noticed reports whether -e looks at the status of a command itself. That of a list, a loop or a
// branch is another command's, which was looked at where it counts.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html (set)
func noticed(c sh.Command) bool {
	switch c := c.(type) {
	case *sh.BinaryCmd:
		return c.Op == sh.Pipe || c.Op == sh.PipeAll
	case *sh.Block, *sh.IfClause, *sh.WhileClause, *sh.ForClause, *sh.CaseClause, *sh.TimeClause:
		return false
	}
	return true
}

// redirected runs a statement with its redirections.
func (in *interpreter) redirected(s *sh.Stmt) {
	if len(s.Redirs) == 0 {
		in.command(s.Cmd)
		return
	}
	before := maps.Clone(in.fds)
	opened, ok := in.redirect(s.Redirs)
	if ok && s.Cmd != nil {
		in.command(s.Cmd)
	} else if ok {
		in.status = 0
	} else {
		in.status = 1
	}
	if call, isCall := s.Cmd.(*sh.CallExpr); !isCall || len(call.Args) != 1 || call.Args[0].Lit() != "exec" {
		in.fds = before
	} else if len(opened) > 0 {
		in.stop("it redirects itself")
	}
	for _, o := range opened {
		in.written(o)
	}
}

func (in *interpreter) command(c sh.Command) {
	if in.flow != on {
		return
	}
	switch c := c.(type) {
	case nil:
	case *sh.CallExpr:
		in.call(c)
	case *sh.BinaryCmd:
		in.binary(c)
	case *sh.Block:
		in.stmts(c.Stmts)
	case *sh.Subshell:
		child := in.sub()
		child.stmts(c.Stmts)
		in.closeSub(child)
	case *sh.IfClause:
		in.branch(c)
	case *sh.WhileClause:
		in.while(c)
	case *sh.ForClause:
		in.loop(c)
	case *sh.CaseClause:
		in.choose(c)
	case *sh.FuncDecl:
		in.funcs[c.Name.Value] = c.Body
		in.status = 0
	case *sh.DeclClause:
		in.declare(c)
	case *sh.TestClause:
		in.status = boolStatus(in.testTree(c.X))
	case *sh.ArithmCmd:
		in.status = boolStatus(in.arithmetic(c.X) != 0)
	case *sh.LetClause:
		for _, x := range c.Exprs {
			in.status = boolStatus(in.arithmetic(x) != 0)
		}
	case *sh.TimeClause:
		if c.Stmt != nil {
			in.stmt(c.Stmt)
		}
	default:
		in.stop("it uses what a rehearsal doesn't know")
	}
}

// test runs statements whose status is looked at, and reports whether it was 0.
func (in *interpreter) test(list ...*sh.Stmt) bool {
	before := in.tested
	in.tested = true
	in.stmts(list)
	in.tested = before
	return in.status == 0
}

func (in *interpreter) binary(c *sh.BinaryCmd) {
	switch c.Op {
	case sh.AndStmt, sh.OrStmt:
		if in.test(c.X) == (c.Op == sh.AndStmt) && in.flow == on {
			in.stmt(c.Y)
		}
		return
	}
	left, out := in.sub(), &output{}
	left.fds[1] = &stream{output: out}
	if c.Op == sh.PipeAll {
		left.fds[2] = left.fds[1]
	}
	left.stmt(c.X)
	in.closeSub(left)
	failed := in.status
	right := in.sub()
	text := out.text()
	right.fds[0] = &stream{input: &text}
	right.stmt(c.Y)
	in.closeSub(right)
	if in.options.pipefail && in.status == 0 {
		in.status = failed
	}
}

func (in *interpreter) branch(c *sh.IfClause) {
	if len(c.Cond) == 0 || in.test(c.Cond...) { // an else has no condition
		in.body(c.Then)
		return
	}
	in.status = 0
	if c.Else != nil && in.flow == on {
		in.branch(c.Else)
	}
}

// body runs statements; of none the status is 0.
func (in *interpreter) body(list []*sh.Stmt) {
	if in.flow == on {
		in.status = 0
		in.stmts(list)
	}
}

func (in *interpreter) while(c *sh.WhileClause) {
	last := 0
	in.loops++
	for in.step(1); in.test(c.Cond...) != c.Until && in.flow == on; in.step(1) {
		in.body(c.Do)
		last = in.status
		if in.leavesLoop() {
			break
		}
	}
	if in.flow == breaking || in.flow == continuing { // in the condition
		in.leavesLoop()
	}
	in.loops--
	if in.flow == on {
		in.status = last
	}
}

// leavesLoop reports whether a loop ends here, and counts the loops that break and continue leave.
func (in *interpreter) leavesLoop() bool {
	switch {
	case in.flow == on:
		return false
	case in.flow > continuing:
		return true
	}
	in.count--
	again := in.flow == continuing && in.count == 0
	if in.count == 0 {
		in.flow = on
	}
	return !again
}

func (in *interpreter) loop(c *sh.ForClause) {
	words, ok := c.Loop.(*sh.WordIter)
	if !ok || c.Select {
		in.stop("it has a loop that a rehearsal doesn't know")
	}
	items := in.params
	if words.InPos.IsValid() {
		items = in.fields(words.Items)
	}
	in.loops++
	in.status = 0
	for _, item := range items {
		if in.flow != on {
			break
		}
		in.step(1)
		in.assign(words.Name.Value, item)
		in.body(c.Do)
		if in.leavesLoop() {
			break
		}
	}
	in.loops--
}

func (in *interpreter) choose(c *sh.CaseClause) {
	value := in.literal(c.Word)
	in.status = 0
	for i, item := range c.Items {
		in.step(1)
		if item.Op != sh.Break && i < len(c.Items)-1 {
			in.stop("it has a case that falls through")
		}
		matches := slices.ContainsFunc(item.Patterns, func(p *sh.Word) bool { return in.matches(value, p) })
		if matches || unknown(value) && in.ask().equal {
			in.body(item.Stmts)
			return
		}
	}
}

// call runs a simple command.
func (in *interpreter) call(c *sh.CallExpr) {
	in.substituted = 0
	words := in.fields(c.Args)
	if in.flow != on {
		return
	}
	if len(words) == 0 {
		for _, a := range c.Assigns {
			in.assignment(a)
		}
		if in.flow == on {
			in.status = in.substituted
		}
		return
	}
	before := map[string]variable{}
	for _, a := range c.Assigns {
		before[a.Name.Value] = in.vars[a.Name.Value]
		in.assignment(a)
		v := in.vars[a.Name.Value]
		v.exported = true
		in.vars[a.Name.Value] = v
	}
	if in.flow == on {
		in.simple(words, c)
	}
	for name, v := range before {
		in.vars[name] = v
	}
}

// simple runs a function, a builtin or a program.
func (in *interpreter) simple(words []string, c *sh.CallExpr) {
	if in.aliases[words[0]] {
		in.stop("it uses an alias")
	}
	if body := in.funcs[words[0]]; body != nil && c != nil {
		in.function(body, words[1:])
		return
	}
	if c != nil && in.builtin(words) {
		return
	}
	in.program(words)
}

func (in *interpreter) function(body *sh.Stmt, args []string) {
	if in.depth++; in.depth > maxDepth {
		in.stop("its functions call each other too deep")
	}
	params, loops := in.params, in.loops
	in.params, in.loops = args, 0
	in.saved = append(in.saved, map[string]variable{})
	in.stmt(body)
	last := len(in.saved) - 1
	for name, v := range in.saved[last] {
		in.vars[name] = v
	}
	in.saved, in.params, in.loops = in.saved[:last], params, loops
	if in.flow == returning {
		in.flow = on
	}
	in.depth--
}

// eval runs a text as a script.
func (in *interpreter) eval(text string) {
	if in.depth++; in.depth > maxDepth {
		in.stop("it nests too deep")
	}
	in.step(1 + len(text)/16)
	tree := parse(text)
	if tree == nil {
		in.status, in.flow = 2, exiting
		return
	}
	in.status = 0
	in.stmts(tree.Stmts)
	in.depth--
}

// parse returns the tree of a script that another one makes, nil if the parser rejects it.
func parse(text string) *sh.File {
	if len(text) > maxScript {
		return nil
	}
	return new(shell.Trees).Tree(text)
}

func boolStatus(ok bool) int {
	if ok {
		return 0
	}
	return 1
}

package shell

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// collector gathers the commands and comments of a script from its tree.
type collector struct {
	script *Script
	calls  map[*sh.CallExpr]*Command
	pipes  []Pipe
	above  []nodeIn // the nodes around the one that is visited, outermost first
}

// nodeIn is a node and where in the script it stands.
type nodeIn struct {
	node  sh.Node
	place Place
	block *block
}

func (c *collector) walk(root sh.Node) {
	sh.Walk(root, func(n sh.Node) bool {
		if n == nil { // the end of a node
			c.above = c.above[:len(c.above)-1]
			return true
		}
		in := nodeIn{node: n}
		if depth := len(c.above); depth > 0 {
			outer := c.above[depth-1]
			in.place = outer.place | within(outer.node, n)
			in.block = outer.block.inside(outer.node, n)
		}
		switch n := n.(type) {
		case *sh.CallExpr:
			if len(n.Args) > 0 {
				c.add(n, in)
			}
		case *sh.BinaryCmd:
			if n.Op == sh.Pipe || n.Op == sh.PipeAll {
				c.pipes = append(c.pipes, Pipe{Span: c.script.SpanOf(n), place: in.place})
			}
		case *sh.Comment:
			c.script.Comments = append(c.script.Comments, c.script.SpanOf(n))
		}
		c.above = append(c.above, in)
		return true
	})
}

// add adds the command of a call, and what is in the script that it is given as text.
func (c *collector) add(call *sh.CallExpr, in nodeIn) {
	s := c.script
	command := &Command{Span: s.SpanOf(call), Script: s, Place: in.place, block: in.block}
	for _, a := range call.Assigns {
		start, end := int(a.Pos().Offset()), int(a.End().Offset())
		command.Assigns = append(command.Assigns, Word{Value: s.read(start, end), Span: s.span(start, end)})
	}
	for _, w := range call.Args {
		command.Words = append(command.Words, s.word(w))
	}
	if stmt, ok := c.above[len(c.above)-1].node.(*sh.Stmt); ok {
		for _, r := range stmt.Redirs {
			command.Redirects = append(command.Redirects, s.redirect(r))
		}
	}
	command.around = c.redirectsAround()
	n := wrapperWords(command.Words)
	command.Wrappers, command.Words = command.Words[:n], command.Words[n:]
	for _, w := range command.Wrappers {
		if isAssignment(w) {
			command.Assigns = append(command.Assigns, Word{Value: w.Source, Span: w.Span})
		}
	}
	if command.Words[0].Literal {
		command.program = path.Base(command.Words[0].Value)
	}
	command.packages = newPackageCall(command)
	c.calls[call] = command
	s.Commands = append(s.Commands, command)
	if i := scriptArgument(command); i > 0 {
		s.addInner(command, call.Args[n+i])
	}
}

// redirectsAround returns the redirections of the groups, loops and branches that are open.
func (c *collector) redirectsAround() (all []Redirect) {
	for i, in := range c.above {
		if stmt, ok := in.node.(*sh.Stmt); ok && i < len(c.above)-1 {
			for _, r := range stmt.Redirs {
				all = append(all, c.script.redirect(r))
			}
		}
	}
	return all
}

// leadingTabs are what `<<-` drops.
var leadingTabs = regexp.MustCompile(`(?m)^\t+`)

func (s *Script) redirect(r *sh.Redirect) Redirect {
	redirect := Redirect{Op: r.Op.String(), Target: s.word(r.Word)}
	if r.N != nil {
		redirect.FD = r.N.Value
	}
	if r.Hdoc != nil {
		start, end := int(r.Hdoc.Pos().Offset()), int(r.Hdoc.End().Offset())
		// The parser counts the delimiter that ends the body as part of it.
		end = start + bytes.LastIndexByte(s.Text[start:end], '\n') + 1
		redirect.Body = s.span(start, end)
		redirect.Text = string(s.Text[start:end])
		if r.Op == sh.DashHdoc {
			redirect.Text = leadingTabs.ReplaceAllString(redirect.Text, "")
		}
	}
	return redirect
}

// within returns what a node says about the place of one directly inside it.
func within(outer, child sh.Node) (place Place) {
	switch outer := outer.(type) {
	case *sh.Stmt:
		if outer.Background || outer.Coprocess {
			place |= InBackground
		}
		if outer.Negated {
			place |= Negated
		}
	case *sh.BinaryCmd:
		switch behind := child == sh.Node(outer.Y); {
		case outer.Op == sh.Pipe || outer.Op == sh.PipeAll:
			place = InPipeline
		case outer.Op == sh.AndStmt && behind:
			place = OnSuccess
			if tests(outer.X) {
				place |= OnTest
			}
		case outer.Op == sh.OrStmt && behind:
			place = OnFailure
		}
	case *sh.IfClause:
		return either(outer.Cond, child, InCondition, InBranch)
	case *sh.WhileClause:
		return either(outer.Cond, child, InCondition, InLoop)
	case *sh.ForClause:
		return either(outer.Do, child, InLoop, 0)
	case *sh.CaseItem:
		return InBranch
	case *sh.FuncDecl:
		return InFunction
	case *sh.Subshell:
		return InSubshell
	case *sh.CmdSubst, *sh.ProcSubst:
		return InSubstitution
	}
	return place
}

// tests reports whether a statement, or one of those that `&&` joins in it, is a test.
func tests(stmt *sh.Stmt) bool {
	switch c := stmt.Cmd.(type) {
	case *sh.TestClause:
		return true
	case *sh.CallExpr:
		return len(c.Args) > 0 && slices.Contains([]string{"[", "test"}, c.Args[0].Lit())
	case *sh.BinaryCmd:
		return c.Op == sh.AndStmt && (tests(c.X) || tests(c.Y))
	}
	return false
}

// either returns one place for a node that is among some statements, another for others.
func either(stmts []*sh.Stmt, node sh.Node, inside, outside Place) Place {
	stmt, ok := node.(*sh.Stmt)
	if ok && slices.Contains(stmts, stmt) {
		return inside
	}
	return outside
}

// scriptArgument returns the index of the word that is a script for the command's program
// (`sh -c '…'`, `su app -c '…'`, `trap '…' EXIT`), 0 when there is none.
func scriptArgument(c *Command) int {
	program := c.Program()
	if program == "trap" {
		return exitTrap(c)
	}
	takesUser := program == "su" || program == "runuser"
	if !takesUser && !IsBourne(program) {
		return 0
	}
	for i := 1; i+1 < len(c.Words); i++ {
		switch value := c.Words[i].Value; {
		case value == "--command" && takesUser, takesUser && isCluster(value) && strings.HasSuffix(value, "c"):
			return i + 1
		case takesUser:
		case isCluster(value) && strings.Contains(value, "c") && !strings.HasSuffix(value, "o"):
			return i + 1
		case value == "+o" || isCluster(value) && strings.HasSuffix(value, "o"):
			i++ // its value
		case !strings.HasPrefix(value, "-") && !strings.HasPrefix(value, "+"):
			return 0 // the name of a script
		}
	}
	return 0
}

// exitTrap returns the index of the script that a trap runs when the shell ends in any way, 0 for none.
func exitTrap(c *Command) int {
	if len(c.Words) < 3 || !slices.ContainsFunc(c.Words[2:], func(w Word) bool { return w.Value == "EXIT" || w.Value == "0" }) {
		return 0
	}
	return 1
}

// isCluster reports whether a word is a cluster of short options.
func isCluster(value string) bool {
	return len(value) > 1 && value[0] == '-' && value[1] != '-'
}

// addInner adds the commands and pipes of a script that is given as a word, where each of its bytes
// stands in the file as the inner shell reads it.
func (s *Script) addInner(via *Command, word *sh.Word) {
	if len(word.Parts) != 1 {
		return
	}
	start, end := int(word.Pos().Offset()), int(word.End().Offset())
	expanded := false // by the outer shell
	switch p := word.Parts[0].(type) {
	case *sh.SglQuoted:
		if p.Dollar {
			return
		}
		start, end = start+1, end-1
	case *sh.DblQuoted:
		if p.Dollar || strings.Contains(string(s.Text[start:end]), `\`) {
			return
		}
		start, end, expanded = start+1, end-1, true
	default:
		return
	}
	text := s.Text[start:end]
	if s.read(start, end) != string(text) {
		return // something fills a gap in it
	}
	inner := Parse(s.trees, Source{
		Text: text,
		Span: s.span(start, end),
		At:   func(offset int) int { return s.span(start+offset, start+offset).Start },
	})
	around := &block{kind: ownShell, key: via, outer: via.block}
	if via.Program() == "trap" {
		around.kind = atExit
	}
	for _, c := range inner.AllCommands() {
		if expanded && c.Place.Has(InSubstitution) {
			continue // a command of the outer script
		}
		c.Place |= via.Place
		c.block = c.block.below(around)
		c.Script = s
		if c.Via == nil {
			c.Via = via
		}
		s.Inner = append(s.Inner, c)
	}
	for _, p := range inner.Pipes {
		if expanded && p.place.Has(InSubstitution) {
			continue
		}
		p.place |= via.Place
		s.Pipes = append(s.Pipes, p)
	}
}

package shell

import (
	"bytes"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// collector gathers the commands and comments of a script from its tree.
type collector struct {
	script *Script
	calls  map[*sh.CallExpr]*Command
	above  []sh.Node // the nodes around the one that is visited, outermost first
}

func (c *collector) walk(root sh.Node) {
	sh.Walk(root, func(n sh.Node) bool {
		switch n := n.(type) {
		case nil: // the end of a node
			c.above = c.above[:len(c.above)-1]
			return true
		case *sh.CallExpr:
			if len(n.Args) > 0 {
				c.add(n)
			}
		case *sh.Comment:
			c.script.Comments = append(c.script.Comments, c.script.SpanOf(n))
		}
		c.above = append(c.above, n)
		return true
	})
}

// add adds the command of a call, and those of the script that it is given as text.
func (c *collector) add(call *sh.CallExpr) {
	s := c.script
	command := &Command{Span: s.SpanOf(call), Script: s, Place: placeOf(c.above, call)}
	for _, a := range call.Assigns {
		start, end := int(a.Pos().Offset()), int(a.End().Offset())
		command.Assigns = append(command.Assigns, Word{Value: s.read(start, end), Span: s.span(start, end)})
	}
	for _, w := range call.Args {
		command.Words = append(command.Words, s.word(w))
	}
	if stmt, ok := c.above[len(c.above)-1].(*sh.Stmt); ok {
		for _, r := range stmt.Redirs {
			command.Redirects = append(command.Redirects, s.redirect(r))
		}
	}
	n := wrapperWords(command.Words)
	command.Wrappers, command.Words = command.Words[:n], command.Words[n:]
	for _, w := range command.Wrappers {
		if isAssignment(w) {
			command.Assigns = append(command.Assigns, Word{Value: w.Source, Span: w.Span})
		}
	}
	command.packages = newPackageCall(command)
	c.calls[call] = command
	s.Commands = append(s.Commands, command)
	if i := scriptArgument(command); i > 0 {
		s.addInner(command, call.Args[n+i])
	}
}

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
	}
	return redirect
}

// placeOf returns where a node stands, by the nodes around it.
func placeOf(above []sh.Node, node sh.Node) (place Place) {
	for i, n := range above {
		child := node
		if i+1 < len(above) {
			child = above[i+1]
		}
		switch n := n.(type) {
		case *sh.Stmt:
			if n.Background || n.Coprocess {
				place |= InBackground
			}
			if n.Negated {
				place |= Negated
			}
		case *sh.BinaryCmd:
			switch behind := child == sh.Node(n.Y); {
			case n.Op == sh.Pipe || n.Op == sh.PipeAll:
				place |= InPipeline
			case n.Op == sh.AndStmt && behind:
				place |= OnSuccess
			case n.Op == sh.OrStmt && behind:
				place |= OnFailure
			}
		case *sh.IfClause:
			place |= either(n.Cond, child, InCondition, InBranch)
		case *sh.WhileClause:
			place |= either(n.Cond, child, InCondition, InLoop)
		case *sh.CaseItem:
			place |= InBranch
		case *sh.ForClause:
			place |= either(n.Do, child, InLoop, 0)
		case *sh.FuncDecl:
			place |= InFunction
		case *sh.Subshell:
			place |= InSubshell
		case *sh.CmdSubst, *sh.ProcSubst:
			place |= InSubstitution
		}
	}
	return place
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
// (`sh -c '…'`, `su app -c '…'`), 0 when there is none.
func scriptArgument(c *Command) int {
	program := c.Program()
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

// isCluster reports whether a word is a cluster of short options.
func isCluster(value string) bool {
	return len(value) > 1 && value[0] == '-' && value[1] != '-'
}

// addInner adds the commands of a script that is given as a word, where each of its bytes
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
	for _, c := range inner.AllCommands() {
		if expanded && c.Place.Has(InSubstitution) {
			continue // a command of the outer script
		}
		c.Place |= via.Place
		c.Script = s
		if c.Via == nil {
			c.Via = via
		}
		s.Inner = append(s.Inner, c)
	}
}

package shell

import (
	"slices"

	sh "mvdan.cc/sh/v3/syntax"
)

// tests reports whether a statement asks something: a test, a search, whether a program is there. So
// does one of those that `&&` joins, the end of a pipeline, and the last of a block.
func tests(stmt *sh.Stmt) bool {
	switch c := stmt.Cmd.(type) {
	case *sh.TestClause, *sh.ArithmCmd:
		return true
	case *sh.CallExpr:
		return len(c.Args) > 0 && onlyAsks(c.Args)
	case *sh.BinaryCmd:
		return c.Op == sh.AndStmt && tests(c.X) || tests(c.Y)
	case *sh.Block:
		return len(c.Stmts) > 0 && tests(c.Stmts[len(c.Stmts)-1])
	case *sh.Subshell:
		return len(c.Stmts) > 0 && tests(c.Stmts[len(c.Stmts)-1])
	}
	return false
}

// onlyAsks reports whether a call changes nothing and only says yes or no.
func onlyAsks(words []*sh.Word) bool {
	if words[0].Lit() == "command" {
		return len(words) > 1 && slices.Contains([]string{"-v", "-V"}, words[1].Lit())
	}
	return slices.Contains([]string{"[", "test", "which", "type", "hash", "grep", "egrep", "fgrep", "pgrep", "cmp", "diff", "false"}, words[0].Lit())
}

// markOptional marks the commands that a run may well do without, for what stands elsewhere: those
// behind a branch that ends the script, and those of functions that nothing calls each time.
func (s *Script) markOptional() {
	left := false
	for _, c := range s.Commands {
		if left {
			c.Place |= AfterLeaving
		}
		left = left || c.leavesByChoice()
	}
	called := s.calledEachTime()
	for _, c := range s.Commands {
		if in := c.function(); in != "" && !called[in] {
			c.Place |= Uncalled
		}
	}
}

// leavesByChoice reports whether a command ends the script well, where the script has asked for it. A
// script that stops because something is wrong isn't done.
func (c *Command) leavesByChoice() bool {
	if !c.Place.Optional() || c.Place&(InSubshell|InSubstitution|InFunction|InBackground) != 0 {
		return false
	}
	if c.WrappedBy("exec") {
		return true
	}
	switch c.Program() {
	case "exit", "return":
		return !c.Place.Has(OnFailure) && (len(c.Words) == 1 || c.Words[1].Value == "0")
	}
	return false
}

// calledEachTime returns the functions that the script calls in each run.
func (s *Script) calledEachTime() map[string]bool {
	called := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for _, c := range s.Commands {
			if name, in := c.Program(), c.function(); !called[name] && !c.Place.Optional() && (in == "" || called[in]) {
				called[name], changed = true, true
			}
		}
	}
	return called
}

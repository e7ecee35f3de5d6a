package shell

import (
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"
)

// Variable is one that a script sets.
type Variable struct {
	Name     string
	Value    Word // one of the values, for the variable of a loop
	Exported bool
}

// Variables returns the variables that a script sets in its own shell, those of loops included, in the
// order of the text.
func (s *Script) Variables() (all []Variable) {
	if s == nil || s.Tree == nil {
		return nil
	}
	assign := func(a *sh.Assign, exported bool) {
		if a.Name != nil && a.Value != nil && a.Index == nil && !a.Append {
			all = append(all, Variable{Name: a.Name.Value, Value: s.word(a.Value), Exported: exported})
		}
	}
	sh.Walk(s.Tree, func(n sh.Node) bool {
		switch n := n.(type) {
		case *sh.CallExpr:
			for _, a := range n.Assigns {
				if len(n.Args) == 0 {
					assign(a, false)
				}
			}
		case *sh.DeclClause:
			for _, a := range n.Args {
				assign(a, n.Variant.Value == "export")
			}
		case *sh.WordIter:
			for _, w := range n.Items {
				all = append(all, Variable{Name: n.Name.Value, Value: s.word(w)})
			}
		}
		return true
	})
	return all
}

// exports returns what an export names: see [Step.Exports].
func (s *Script) exports(decl *sh.DeclClause) (all []Variable) {
	for _, a := range decl.Args {
		if a.Name == nil {
			return nil
		}
		v := Variable{Name: a.Name.Value, Exported: true}
		if a.Value != nil {
			v.Value = s.word(a.Value)
		}
		all = append(all, v)
	}
	computed := false
	sh.Walk(decl, func(n sh.Node) bool {
		switch n.(type) {
		case *sh.CmdSubst, *sh.ProcSubst:
			computed = true
		}
		return !computed
	})
	if computed {
		return nil
	}
	return all
}

// Defines reports whether a script gives a name a meaning of its own: as a function or an alias.
func (s *Script) Defines(name string) (found bool) {
	if s.Tree == nil || name == "" {
		return false
	}
	sh.Walk(s.Tree, func(n sh.Node) bool {
		f, ok := n.(*sh.FuncDecl)
		found = found || ok && f.Name.Value == name
		return !found
	})
	return found || slices.ContainsFunc(s.Commands, func(c *Command) bool {
		return c.Program() == "alias" && slices.ContainsFunc(c.Words, func(w Word) bool { return strings.HasPrefix(w.Source, name+"=") })
	})
}

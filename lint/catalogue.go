package lint

import (
	"slices"
	"strings"
)

// Catalogue is a list of rules. Findings at the same place are reported in its order.
type Catalogue []*Rule

// FindAll returns the rules with an id or alias: what is one rule to another linter may be
// two here. A name that a rule's findings have beside it finds that rule.
func (c Catalogue) FindAll(name string) []*Rule {
	return c.filter(func(r *Rule) bool {
		return slices.Contains(r.Names(), name) || r.Codes != nil && r.Codes.MatchString(name)
	})
}

// Find returns the rule with an id or alias, the first of several. The error names the nearest
// known names.
func (c Catalogue) Find(name string) (*Rule, error) {
	if named := c.FindAll(name); len(named) > 0 {
		return named[0], nil
	}
	var known []string
	for _, r := range c {
		known = append(known, r.Names()...)
	}
	return nil, UnknownNameError("rule", name, known)
}

// IsCode reports whether a name is one that findings have beside their rule's.
func (c Catalogue) IsCode(name string) bool {
	return slices.ContainsFunc(c, func(r *Rule) bool { return r.Codes != nil && r.Codes.MatchString(name) })
}

// Search returns the rules with a text in their id, aliases or summary, whatever its case.
func (c Catalogue) Search(text string) []*Rule {
	text = strings.ToLower(text)
	return c.filter(func(r *Rule) bool {
		return strings.Contains(strings.ToLower(strings.Join(append(r.Names(), r.Summary), "\n")), text)
	})
}

func (c Catalogue) filter(keep func(*Rule) bool) []*Rule {
	return slices.DeleteFunc(slices.Clone(c), func(r *Rule) bool { return !keep(r) })
}

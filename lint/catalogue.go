package lint

import (
	"fmt"
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
	return nil, UnknownNameError("rule", name, c.names())
}

// Nearest returns the known names nearest to one that isn't known, at most three; none if none is near.
func (c Catalogue) Nearest(name string) []string { return nearest(name, c.names()) }

// names returns every name that a rule can be called by.
func (c Catalogue) names() (all []string) {
	for _, r := range c {
		all = append(all, r.Names()...)
	}
	return all
}

// IsCode reports whether a name is one that findings have beside their rule's.
func (c Catalogue) IsCode(name string) bool {
	return slices.ContainsFunc(c, func(r *Rule) bool { return r.Codes != nil && r.Codes.MatchString(name) })
}

// Search returns the rules with all words of a text in their names and summary, whatever the case. If
// there is none, it searches their manuals too. The error says that no rule has them, and names the
// nearest known names.
func (c Catalogue) Search(text string) ([]*Rule, error) {
	short := func(r *Rule) string { return strings.Join(append(r.Names(), r.Summary), "\n") }
	long := func(r *Rule) string { return short(r) + "\n" + r.Doc }
	words := strings.Fields(strings.ToLower(text))
	for _, searched := range []func(*Rule) string{short, long} {
		found := c.filter(func(r *Rule) bool {
			where := strings.ToLower(searched(r))
			return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(where, word) })
		})
		if len(found) > 0 {
			return found, nil
		}
	}
	return nil, fmt.Errorf("no rule mentions %q%s", text, didYouMean(text, c.names()))
}

func (c Catalogue) filter(keep func(*Rule) bool) []*Rule {
	return slices.DeleteFunc(slices.Clone(c), func(r *Rule) bool { return !keep(r) })
}

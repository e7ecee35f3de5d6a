package lint

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/agext/levenshtein"
)

// FileName returns the name of the files that hold a rule and its cases, without their endings:
// run_apt_yes for run-apt-yes.
func (r *Rule) FileName() string {
	var b strings.Builder
	for i, c := range r.ID {
		if unicode.IsUpper(c) && i > 0 {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(c))
	}
	return strings.ReplaceAll(b.String(), "-", "_")
}

// maxListed is how many known names an error lists.
const maxListed = 10

// UnknownNameError says that a name isn't known, and which known names are near it.
func UnknownNameError(kind, name string, known []string) error {
	near := nearest(name, known)
	switch {
	case len(near) == 1:
		return fmt.Errorf("unknown %s %q; did you mean %q?", kind, name, near[0])
	case len(known) <= maxListed:
		return fmt.Errorf("unknown %s %q; known are: %s", kind, name, strings.Join(known, ", "))
	}
	return fmt.Errorf("unknown %s %q; the nearest are: %s", kind, name, strings.Join(near, ", "))
}

// nearest returns the one known name that is surely meant, or else the three nearest.
func nearest(name string, known []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var all []candidate
	for _, k := range known {
		all = append(all, candidate{k, levenshtein.Distance(strings.ToLower(name), strings.ToLower(k), nil)})
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	if len(all) > 0 && all[0].distance < len(name)/2+2 {
		all = all[:1]
	}
	var names []string
	for _, c := range all[:min(3, len(all))] {
		names = append(names, c.name)
	}
	return names
}

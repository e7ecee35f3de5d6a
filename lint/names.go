package lint

import (
	"fmt"
	"slices"
	"strconv"
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

// UnknownNameError says that a name isn't known, and which known names are near it. It lists them all
// if there are few and none is near.
func UnknownNameError(kind, name string, known []string) error {
	meant := didYouMean(name, known)
	if meant == "" && len(known) <= maxListed {
		meant = "; known are: " + strings.Join(known, ", ")
	}
	return fmt.Errorf("unknown %s %q%s", kind, name, meant)
}

// didYouMean asks for the nearest known names, at most three: `; did you mean "a", "b" or "c"?`. It
// returns "" if none is near.
func didYouMean(name string, known []string) string {
	near := nearest(name, known)
	if len(near) == 0 {
		return ""
	}
	for i := range near {
		near[i] = strconv.Quote(near[i])
	}
	last := len(near) - 1
	if last > 0 {
		return fmt.Sprintf("; did you mean %s or %s?", strings.Join(near[:last], ", "), near[last])
	}
	return fmt.Sprintf("; did you mean %s?", near[0])
}

// maxNear is how many names an error offers at most.
const maxNear = 3

// nearest returns the known names that are as near as any, if they are a slip away or begin with
// the name. One edit in three letters is a slip.
func nearest(name string, known []string) (near []string) {
	name = strings.ToLower(name)
	best := max(1, len(name)/3)
	for _, k := range known {
		lower := strings.ToLower(k)
		distance := levenshtein.Distance(name, lower, nil)
		if name != "" && strings.HasPrefix(lower, name) {
			distance = 1
		}
		switch {
		case distance < best:
			near, best = []string{k}, distance
		case distance == best && !slices.Contains(near, k):
			near = append(near, k)
		}
	}
	return near[:min(maxNear, len(near))]
}

package review

import (
	"bytes"
	"fmt"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
)

// maxPatch is the size limit of the patch in a review's body, in bytes.
const maxPatch = 20_000

// patch returns all suggestions as one collapsed patch for git apply; "" if there
// are fewer than two or the patch is too long. Files with Windows line endings are left out:
// text copied from a page loses them.
func patch(files []File) string {
	var diffs strings.Builder
	suggestions := 0
	for _, f := range files {
		changed, n := Changed(f)
		if n == 0 || bytes.Contains(f.Plan.File.Source, []byte("\r")) || strings.ContainsAny(f.Path, "\n\t\"\\") {
			continue
		}
		suggestions += n
		diffs.WriteString(udiff.Unified("a/"+f.Path, "b/"+f.Path, string(f.Plan.File.Source), string(changed)))
	}
	if suggestions < 2 || diffs.Len() > maxPatch {
		return ""
	}
	text := strings.TrimSuffix(diffs.String(), "\n")
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	all := "Both"
	if suggestions > 2 {
		all = fmt.Sprintf("All %d", suggestions)
	}
	return fmt.Sprintf("<details><summary>%s suggestions as one patch</summary>\n\nSave it to a file and run `git apply FILE`.\n\n%sdiff\n%s\n%s\n\n</details>", all, fence, text, fence)
}

// Changed returns a file's text with all suggestions applied that aren't withdrawn, and their number. It's 0
// if all together do worse, or if what is left of them was neither proven nor built.
func Changed(f File) (text []byte, suggestions int) {
	if f.Plan == nil || len(f.Plan.Suggestions) == 0 {
		return nil, 0
	}
	var kept []int
	for i, s := range f.Plan.Suggestions {
		if c, _, ok := f.figures.of(f, s); !ok || !c.IsWorse() {
			kept = append(kept, i)
		}
	}
	all, ok := f.figures.allOf(f)
	switch {
	case len(kept)+Withdrawn([]File{f}) > len(f.Plan.Suggestions): // withdrawn in the form that fits the diff only
		return nil, 0
	case ok && all.IsWorse():
		return nil, 0
	}
	return f.Plan.Apply(kept...), len(kept)
}

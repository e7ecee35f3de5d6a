// Package diff says what a change did to a file's lines: which of them can hold comments
// ([Hunks]: those inside a hunk of the pull request's diff, including lines of context), and
// which line of one text is which of the other ([Changes]: a diff without context).
//
// It imports nothing else of this module.
package diff

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"
)

// Hunk is a range of lines of the new file, 1-based and inclusive.
type Hunk struct{ First, Last int }

// Hunks are the hunks of one file, by line.
type Hunks []Hunk

// Holds reports whether a single hunk has all lines from first to last.
func (h Hunks) Holds(first, last int) bool {
	for _, hunk := range h {
		if hunk.First <= first && last <= hunk.Last {
			return true
		}
	}
	return false
}

// Cut reports whether hunks have some of the lines from first to last, but no hunk has all.
func (h Hunks) Cut(first, last int) bool {
	if h.Holds(first, last) {
		return false
	}
	for _, hunk := range h {
		if first <= hunk.Last && hunk.First <= last {
			return true
		}
	}
	return false
}

// FromPatch reads the hunks of a patch in the form of GitHub's API: without the header lines
// of a diff.
func FromPatch(patch string) (Hunks, error) {
	file, err := parse(patch)
	if err != nil {
		return nil, err
	}
	var hunks Hunks
	for _, t := range file.TextFragments {
		hunks = hunks.add(int(t.NewPosition), int(t.NewLines))
	}
	return hunks, nil
}

func parse(patch string) (*gitdiff.File, error) {
	files, _, err := gitdiff.Parse(strings.NewReader("--- a/file\n+++ b/file\n" + strings.TrimRight(patch, "\n") + "\n"))
	if err != nil {
		return nil, fmt.Errorf("patch: %w", err)
	}
	if len(files) != 1 {
		return nil, fmt.Errorf("patch: %d files, want one", len(files))
	}
	return files[0], nil
}

// Before reverses a patch, in the form of FromPatch, and returns the text before it. The error
// says that the patch doesn't lead to the text after it.
func Before(after []byte, patch string) ([]byte, error) {
	file, err := parse(patch)
	if err != nil {
		return nil, err
	}
	reversed := map[gitdiff.LineOp]gitdiff.LineOp{gitdiff.OpAdd: gitdiff.OpDelete, gitdiff.OpDelete: gitdiff.OpAdd, gitdiff.OpContext: gitdiff.OpContext}
	for _, t := range file.TextFragments {
		t.OldPosition, t.NewPosition = t.NewPosition, t.OldPosition
		t.OldLines, t.NewLines = t.NewLines, t.OldLines
		t.LinesAdded, t.LinesDeleted = t.LinesDeleted, t.LinesAdded
		for i, l := range t.Lines {
			t.Lines[i].Op = reversed[l.Op]
		}
	}
	var before bytes.Buffer
	if err := gitdiff.Apply(&before, bytes.NewReader(after), file); err != nil {
		return nil, fmt.Errorf("patch: %w", err)
	}
	return before.Bytes(), nil
}

// contextLines is how many unchanged lines GitHub shows around a change.
const contextLines = 3

// Between returns the hunks of the difference between a file's two texts, as GitHub would show them.
// It's for files whose patch the API leaves out.
func Between(before, after []byte) Hunks {
	lines := strings.Count(unixLines(after), "\n")
	var hunks Hunks
	for _, c := range Compare(before, after) {
		first, last := max(c.After.First-contextLines, 1), min(c.After.Last+contextLines, lines)
		if n := len(hunks); n > 0 && first <= hunks[n-1].Last+1 {
			hunks[n-1].Last = last
			continue
		}
		hunks = hunks.add(first, last-first+1)
	}
	return hunks
}

// add appends a hunk, unless it has no lines of the new file: comments need one.
func (h Hunks) add(first, count int) Hunks {
	if count <= 0 {
		return h
	}
	return append(h, Hunk{first, first + count - 1})
}

package diff

import (
	"bytes"
	"sort"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Change is a range of lines that a text has in place of others. A range is empty if its last line is
// the one before its first.
type Change struct{ Before, After Hunk }

// Changes are the differences between two texts, by line, without lines of context.
type Changes []Change

// Compare returns the lines that differ in two texts. Windows line endings make no difference. If
// the difference can't be computed, all lines differ.
func Compare(before, after []byte) Changes {
	old, text := unixLines(before), unixLines(after)
	diff, err := udiff.ToUnifiedDiff("a", "b", old, udiff.Lines(old, text), 0)
	if err != nil {
		return Changes{{Hunk{1, strings.Count(old, "\n")}, Hunk{1, strings.Count(text, "\n")}}}
	}
	var changes Changes
	for _, h := range diff.Hunks {
		c := Change{Hunk{h.FromLine, h.FromLine - 1}, Hunk{h.ToLine, h.ToLine - 1}}
		for _, l := range h.Lines {
			switch l.Kind {
			case udiff.Delete:
				c.Before.Last++
			case udiff.Insert:
				c.After.Last++
			}
		}
		changes = append(changes, c)
	}
	return changes
}

func unixLines(text []byte) string {
	unix := bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	if len(unix) > 0 && unix[len(unix)-1] != '\n' {
		unix = append(unix[:len(unix):len(unix)], '\n') // a missing newline at the end is no change of the line
	}
	return string(unix)
}

// from returns the index of the first change that ends at or behind a line of the new text.
func (c Changes) from(line int) int {
	return sort.Search(len(c), func(i int) bool { return c[i].After.Last >= line })
}

// Touch reports whether any of the lines from first to last of the new text is changed.
func (c Changes) Touch(first, last int) bool {
	i := c.from(first)
	return i < len(c) && c[i].After.First <= last
}

// Containing returns the index of the change that has a line of the new text, -1 for an unchanged
// line.
func (c Changes) Containing(line int) int {
	if i := c.from(line); i < len(c) && c[i].After.First <= line {
		return i
	}
	return -1
}

// Before returns the number that an unchanged line of the new text has in the old text. ok is false
// for a changed line.
func (c Changes) Before(line int) (before int, ok bool) {
	i := c.from(line)
	if i < len(c) && c[i].After.First <= line {
		return 0, false
	}
	// Changes that only remove lines end before the line they stand at, so all below i are above.
	if i == 0 {
		return line, true
	}
	return line - c[i-1].After.Last + c[i-1].Before.Last, true
}

// SameHunk reports whether a changed line of the new text and a changed line of the old text are in
// the same hunk, as GitHub shows it: with the lines of context around changes.
func (c Changes) SameHunk(before, after int) bool {
	i := c.Containing(after)
	if i < 0 {
		return false
	}
	joined := func(a, b Change) bool { return b.After.First-a.After.Last-1 <= 2*contextLines }
	first, last := i, i
	for first > 0 && joined(c[first-1], c[first]) {
		first--
	}
	for last+1 < len(c) && joined(c[last], c[last+1]) {
		last++
	}
	return c[first : last+1].Removes(before)
}

// Removes reports whether a line of the old text is changed or gone.
func (c Changes) Removes(line int) bool {
	for _, change := range c {
		if change.Before.First <= line && line <= change.Before.Last {
			return true
		}
	}
	return false
}

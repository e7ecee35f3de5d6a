package review

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/fix"
)

// Sizes in lines.
const (
	// maxGap is how many lines a suggestion may leave alone between two edits. With more, readers
	// would search it for what changes, and GitHub would make unchanged lines look changed.
	maxGap = 6
	// longMove is from what length on a suggestion that only moves lines says so.
	longMove = 12
	// longDiff is from what length on a diff is folded.
	longDiff = 12
)

// edits returns what a suggestion changes, by lines of the file and of its replacement.
func (f File) edits(s *fix.Suggestion) diff.Changes {
	replacement := []byte(s.Replacement)
	if s.Replacement != "" {
		replacement = append(replacement, '\n')
	}
	changes := diff.Compare([]byte(f.Plan.File.LinesText(s.StartLine, s.EndLine)+"\n"), replacement)
	for i := range changes {
		changes[i].Before.First += s.StartLine - 1
		changes[i].Before.Last += s.StartLine - 1
	}
	return changes
}

// farApart reports whether a suggestion leaves many lines alone between its edits, and isn't a move.
func (f File) farApart(s *fix.Suggestion) bool {
	if s == nil {
		return false
	}
	changes := f.edits(s)
	for i := 1; i < len(changes); i++ {
		if changes[i].Before.First-changes[i-1].Before.Last-1 > maxGap {
			_, _, moves := f.move(s)
			return !moves
		}
	}
	return false
}

// move reports whether a suggestion only moves a block of lines. to is the line that the block
// stands below then, in today's numbers.
func (f File) move(s *fix.Suggestion) (from diff.Hunk, to int, ok bool) {
	var removed, added []diff.Change
	for _, c := range f.edits(s) {
		if c.Before.First <= c.Before.Last {
			removed = append(removed, c)
		}
		if c.After.First <= c.After.Last {
			added = append(added, c)
		}
	}
	if len(removed) != 1 || len(added) != 1 || removed[0] == added[0] {
		return from, 0, false
	}
	from = removed[0].Before
	replacement := strings.Split(s.Replacement, "\n")
	block := strings.Join(replacement[added[0].After.First-1:added[0].After.Last], "\n")
	if strings.TrimSpace(strings.ReplaceAll(block, "\r", "")) != strings.TrimSpace(strings.ReplaceAll(f.Plan.File.LinesText(from.First, from.Last), "\r", "")) {
		return from, 0, false
	}
	return from, added[0].Before.First - 1, true
}

// shapeText says that a long suggestion is a move, and which lines it changes that the pull request
// left alone.
func (t topic) shapeText() (parts []string) {
	if from, to, ok := t.file.move(t.suggestion); ok && t.suggestion.EndLine-t.suggestion.StartLine+1 > longMove {
		parts = append(parts, fmt.Sprintf("Moves %s below line %d.", rangeText(from), to))
	}
	if lines := t.untouched(); len(lines) > 0 {
		parts = append(parts, fmt.Sprintf("Also changes %s, which this pull request left alone: the fix isn't complete without it.", lineNumbers(lines)))
	}
	return parts
}

func rangeText(h diff.Hunk) string {
	if h.First == h.Last {
		return fmt.Sprintf("line %d", h.First)
	}
	return fmt.Sprintf("lines %d–%d", h.First, h.Last)
}

// untouched returns the lines that the suggestion changes in instructions that the pull request left
// alone and that none of the findings is about.
func (t topic) untouched() (lines []int) {
	marked := func(first, last int) bool {
		for _, f := range t.findings {
			if first <= f.End.Line && f.Start.Line <= last {
				return true
			}
		}
		return false
	}
	for _, c := range t.file.edits(t.suggestion) {
		for line := c.Before.First; line <= c.Before.Last; line++ {
			first, last := t.file.text.Unit(line)
			if !t.file.Changes.Touch(first, last) && !marked(first, last) && !t.file.Plan.File.Blank(line) {
				lines = append(lines, line)
			}
		}
	}
	return lines
}

// fenced returns a text as a fenced block. The fence is longer than any in the text.
func fenced(info string, text string) string {
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	if text != "" {
		text += "\n"
	}
	return fence + info + "\n" + text + fence
}

// suggestionBlock returns the block that GitHub shows with a commit button.
func (t topic) suggestionBlock() string {
	return fenced("suggestion", strings.ReplaceAll(t.suggestion.Replacement, "\r\n", "\n"))
}

// foldedDiff returns the change as a diff, folded if it is long.
func (t topic) foldedDiff() string {
	block := t.diffBlock()
	if strings.Count(block, "\n") <= longDiff {
		return "Suggested change:\n\n" + block
	}
	lines := rangeText(diff.Hunk{First: t.suggestion.StartLine, Last: t.suggestion.EndLine})
	return "<details><summary>Suggested change, " + lines + "</summary>\n\n" + block + "\n\n</details>"
}

// diffBlock returns the change as a diff, for lines that allow no suggestion.
func (t topic) diffBlock() string {
	if t.file.farApart(t.suggestion) {
		return fenced("diff", t.hunks())
	}
	var lines []string
	kept := func(first, last int) {
		for line := first; line <= last; line++ {
			lines = append(lines, " "+strings.TrimRight(t.file.Plan.File.LinesText(line, line), "\r"))
		}
	}
	next := t.suggestion.StartLine
	for _, c := range t.file.edits(t.suggestion) {
		kept(next, c.Before.First-1)
		lines = append(lines, t.changed(c)...)
		next = c.Before.Last + 1
	}
	kept(next, t.suggestion.EndLine)
	return fenced("diff", strings.Join(lines, "\n"))
}

// hunks returns the change as a diff of the lines that differ.
func (t topic) hunks() string {
	var lines []string
	for _, c := range t.file.edits(t.suggestion) {
		lines = append(lines, fmt.Sprintf("@@ line %d @@", c.Before.First))
		lines = append(lines, t.changed(c)...)
	}
	return strings.Join(lines, "\n")
}

// changed returns the lines of a diff for one of the suggestion's edits.
func (t topic) changed(c diff.Change) (lines []string) {
	for line := c.Before.First; line <= c.Before.Last; line++ {
		lines = append(lines, "-"+strings.TrimRight(t.file.Plan.File.LinesText(line, line), "\r"))
	}
	replacement := strings.Split(t.suggestion.Replacement, "\n")
	for line := c.After.First; line <= c.After.Last; line++ {
		lines = append(lines, "+"+strings.TrimRight(replacement[line-1], "\r"))
	}
	return lines
}

// longestRun returns the length of the longest run of a byte.
func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}

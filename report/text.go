package report

import (
	"bufio"
	"fmt"
	"io"
	"iter"
	"strings"

	udiff "github.com/aymanbagabas/go-udiff"
	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	runewidth "github.com/mattn/go-runewidth"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
)

// Text writes the report for people. Each finding shows its place, the source line with carets
// under it, and the message. A suggestion follows the findings that it fixes, as a small diff. The
// last line has the counts. Colours need a terminal and an unset NO_COLOR.
func Text(w io.Writer, files iter.Seq[File]) error {
	t := newTextWriter(w)
	var counts Counts
	for f := range files {
		t.file(f)
		t.flush()
		counts.Add(f)
	}
	t.summary(counts)
	t.flush()
	return t.err
}

type textWriter struct {
	w   *bufio.Writer // a file's lines go out together
	err error

	bold, faint, good, bad lipgloss.Style
	severity               [4]lipgloss.Style
}

func newTextWriter(w io.Writer) *textWriter {
	r := lipgloss.NewRenderer(w)
	colour := func(c string) lipgloss.Style { return r.NewStyle().Foreground(lipgloss.Color(c)) }
	return &textWriter{
		w: bufio.NewWriter(w), bold: r.NewStyle().Bold(true), faint: r.NewStyle().Faint(true), good: colour("2"), bad: colour("1"),
		severity: [4]lipgloss.Style{lint.Info: colour("6").Bold(true), lint.Warning: colour("3").Bold(true), lint.Error: colour("1").Bold(true)},
	}
}

func (t *textWriter) printf(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format, args...)
	}
}

func (t *textWriter) flush() {
	if t.err == nil {
		t.err = t.w.Flush()
	}
}

func (t *textWriter) file(f File) {
	if f.Err != nil {
		t.printf("%s: %s: %s\n\n", t.bold.Render(f.Path), t.severity[lint.Error].Render("error"), printable(f.Err.Error()))
		return
	}
	for i, finding := range f.Plan.Findings {
		t.finding(f, finding)
		// A suggestion follows the last finding that it fixes.
		switch n := f.Plan.SuggestionOf[i]; {
		case n >= 0 && lastOf(f.Plan, n) == i:
			t.suggestion(f.Plan, f.Plan.Suggestions[n])
		case n < 0 && finding.Draft != nil:
			t.draft(f.Plan, finding.Draft)
		}
	}
}

// lastOf returns the index of the last finding that a suggestion fixes.
func lastOf(plan *fix.Plan, suggestion int) int {
	last := -1
	for i, n := range plan.SuggestionOf {
		if n == suggestion {
			last = i
		}
	}
	return last
}

func (t *textWriter) finding(f File, finding lint.Finding) {
	t.printf("%s:%d:%d: %s: %s\n", t.bold.Render(printable(f.Path)), finding.Start.Line, finding.Start.Column,
		t.severity[finding.Severity].Render(finding.Severity.String()), t.faint.Render(finding.Key()))
	t.source(f, finding)
	for _, line := range wrap(printable(finding.Message), 92) {
		t.printf("  %s\n", line)
	}
	t.printf("\n")
}

// maxShown is how many bytes of a source line are shown.
const maxShown = 200

// source prints the finding's first line, with carets under its columns.
func (t *textWriter) source(f File, finding lint.Finding) {
	file := f.Plan.File
	line := file.Text(file.LineSpan(finding.Start.Line))
	from := min(finding.Start.Column-1, len(line))
	to := len(line)
	if finding.End.Line == finding.Start.Line {
		to = min(finding.End.Column-1, to)
	}
	if from >= maxShown {
		return
	}
	line, to = line[:min(len(line), maxShown)], min(to, maxShown)
	number := fmt.Sprintf("%5d", finding.Start.Line)
	before, under := display(line[:from]), display(strings.TrimRight(line[from:max(from, to)], " \t"))
	t.printf("%s %s\n", t.faint.Render(number+" │"), display(line))
	t.printf("%s %s%s\n", t.faint.Render("      │"), strings.Repeat(" ", runewidth.StringWidth(before)),
		t.severity[finding.Severity].Render(strings.Repeat("^", max(1, runewidth.StringWidth(under)))))
}

// suggestion prints a suggestion as a diff, with its notes.
func (t *textWriter) suggestion(plan *fix.Plan, s fix.Suggestion) {
	where := fmt.Sprintf("line %d", s.StartLine)
	if s.EndLine > s.StartLine {
		where = fmt.Sprintf("lines %d–%d", s.StartLine, s.EndLine)
	}
	t.printf("  %s %s\n", t.bold.Render("suggestion"), t.faint.Render(fmt.Sprintf("for %s · %s · %s", where, s.Safety, s.Proof)))
	t.diff(DiffLines(plan, s))
	for _, note := range s.NoteTexts() {
		for i, line := range wrap(printable(note), 92) {
			if i > 0 && len(s.Rules) > 1 {
				line = "  " + line
			}
			t.printf("  %s\n", t.faint.Render(line))
		}
	}
	t.printf("\n")
}

// diff prints the lines of a diff.
func (t *textWriter) diff(lines []string) {
	for _, line := range lines {
		switch text := display(line); text[0] {
		case '-':
			t.printf("    %s\n", t.bad.Render(text))
		case '+':
			t.printf("    %s\n", t.good.Render(text))
		default:
			t.printf("    %s\n", strings.TrimRight(text, " "))
		}
	}
}

// draft prints a file to write, with its note.
func (t *textWriter) draft(plan *fix.Plan, d *lint.Draft) {
	t.printf("  %s %s\n", t.bold.Render("draft"), t.faint.Render("of "+printable(d.Path)))
	t.diff(DraftLines(plan, d))
	for _, line := range wrap(printable(d.Note), 92) {
		t.printf("  %s\n", t.faint.Render(line))
	}
	t.printf("\n")
}

// DraftLines returns a draft as diff lines, as DiffLines does: of the checked file the lines that change and
// those beside them, of a file that doesn't exist all.
func DraftLines(plan *fix.Plan, d *lint.Draft) (lines []string) {
	before := ""
	if d.Path == plan.File.Path {
		before = strings.ReplaceAll(string(plan.File.Source), "\r\n", "\n")
	}
	after := strings.ReplaceAll(d.Text, "\r\n", "\n")
	diff, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, after), 1)
	if err != nil {
		return nil
	}
	for i, h := range diff.Hunks {
		if i > 0 {
			lines = append(lines, " …")
		}
		for _, l := range h.Lines {
			lines = append(lines, marks[l.Kind]+strings.TrimRight(l.Content, "\n"))
		}
	}
	return lines
}

// marks are what diff lines begin with.
var marks = map[udiff.OpKind]string{udiff.Delete: "-", udiff.Insert: "+", udiff.Equal: " "}

// DiffLines returns a suggestion as diff lines. Each starts with "-", "+" or, if unchanged, a
// space.
func DiffLines(plan *fix.Plan, s fix.Suggestion) []string {
	replacement := s.Replacement
	if replacement != "" {
		replacement += "\n"
	}
	before := plan.File.LinesText(s.StartLine, s.EndLine) + "\n"
	diff, err := udiff.ToUnifiedDiff("", "", before, udiff.Lines(before, replacement), s.EndLine-s.StartLine+1)
	if err != nil || len(diff.Hunks) == 0 {
		return nil
	}
	var lines []string
	for _, l := range diff.Hunks[0].Lines {
		lines = append(lines, marks[l.Kind]+strings.TrimRight(l.Content, "\r\n"))
	}
	return lines
}

func (t *textWriter) summary(c Counts) {
	unread := ""
	if c.unread > 0 {
		unread = Plural(c.unread, "file") + " not read"
	}
	if c.Findings == 0 {
		if c.unread == 0 {
			t.printf("%s %s: no findings.\n", t.good.Render("✓"), Plural(c.Files, "file"))
		} else {
			t.printf("%s: no findings, %s.\n", Plural(c.Files, "file"), unread)
		}
		return
	}
	var kinds []string
	for _, k := range []struct {
		n    int
		noun string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}, {c.Infos, "info"}} {
		if k.n > 0 {
			kinds = append(kinds, Plural(k.n, k.noun))
		}
	}
	t.printf("%s\n", t.bold.Render(fmt.Sprintf("%s: %s (%s), %s", Plural(c.Files, "file"), Plural(c.Findings, "finding"), strings.Join(kinds, ", "),
		sentenceList(Plural(c.Suggestions, "suggestion"), unread))))
}

// display makes source text safe for a terminal. It expands tabs and replaces control characters.
func display(s string) string {
	return printable(strings.ReplaceAll(s, "\t", "    "))
}

// printable replaces control characters, so that text from a repository can't move the terminal's
// cursor.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f || 0x80 <= r && r < 0xa0 {
			return '�'
		}
		return r
	}, s)
}

// wrap breaks a text at spaces into lines of at most width columns.
func wrap(text string, width int) []string {
	lines := strings.Split(ansi.Wrap(text, width, ""), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return lines
}

package review

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
)

// FiguresSummary returns what was measured of the files, in Markdown: a table a file, and the reasons why
// suggestions were withdrawn. It returns "" if nothing was measured of them.
func FiguresSummary(files []File, figures Figures) string {
	var b strings.Builder
	reported := false
	for _, f := range With(files, figures) {
		if rows := f.figuresRows(); len(rows) > 0 {
			fmt.Fprintf(&b, "\n\n| %s | image | in a registry | build from cold | rebuild after an edit | program |\n| --- | ---: | ---: | ---: | ---: | --- |\n%s",
				strings.ReplaceAll(report.Code(f.Path), "|", `\|`), strings.Join(rows, "\n"))
			reported = reported || f.isReported()
		}
	}
	if b.Len() == 0 {
		return ""
	}
	text := "## Built and started"
	if reported {
		text += "\n\nThe pull request's own run reported these figures."
	}
	if slices.ContainsFunc(figures, func(r *measured.Report) bool { return r.Incomplete }) {
		text += "\n\nThese aren't all suggestions: the measuring ended early."
	}
	return text + b.String() + "\n"
}

// isReported reports whether figures of the file's suggestions come from another run.
func (f File) isReported() bool {
	return slices.ContainsFunc(topics(f), func(t topic) bool { return t.built != nil && t.built.Reported })
}

// figuresRows returns the rows of the file's table, nil if none of its suggestions was measured.
func (f File) figuresRows() (rows []string) {
	if f.Plan == nil {
		return nil
	}
	for _, t := range topics(f) {
		if t.built == nil {
			continue
		}
		if len(rows) == 0 {
			rows = append(rows, row("as it is", t.built.Before, alone(t.built.Before)))
		}
		rows = append(rows, row(nameOf(t.built.suggestion), t.built.After, beside(t.built.Comparison)))
	}
	if c, ok := f.figures.allOf(f); ok && len(rows) > 2 {
		rows = append(rows, row("all of them", c.After, beside(c)))
	}
	return rows
}

// nameOf names a suggestion by its lines and rules.
func nameOf(s *fix.Suggestion) string {
	lines := make([]int, 0, 2)
	for line := s.StartLine; line <= s.EndLine; line++ {
		lines = append(lines, line)
	}
	return lineNumbers(lines) + ": " + strings.Join(s.Rules, ", ")
}

// row returns a row of a table. program says what the program does.
func row(name string, f measured.Figures, program string) string {
	cells := []string{name, "–", "–", "–", "–", program}
	if f.Builds {
		cells[1], cells[2] = measured.Size(f.Size), measured.Size(f.Compressed)
	}
	if f.Builds && f.Cold >= 0 {
		cells[3] = measured.Time(f.Cold)
	}
	if f.Builds && f.Rebuild >= 0 {
		cells[4] = measured.Time(f.Rebuild)
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

// alone tells what a program does.
func alone(f measured.Figures) string {
	switch {
	case !f.Builds:
		return "doesn't build"
	case !f.Started:
		return "not started"
	case !f.Stays:
		return fmt.Sprintf("ends with exit code %d", f.ExitCode)
	case f.Stop < 0:
		return "stays up, has to be killed"
	}
	return "stays up, stops " + measured.Time(f.Stop) + " after SIGTERM"
}

// beside tells what a program does, and why its suggestion is withdrawn.
func beside(c measured.Comparison) string {
	if c.IsWorse() {
		return "**worse, so not suggested:** " + c.Reason()
	}
	return alone(c.After)
}

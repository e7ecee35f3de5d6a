package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// maxSummary is just below GitHub's limit for a step summary, 1 MiB.
const maxSummary = 1<<20 - 4096

// Summary returns a job summary in Markdown: a table of the files, then each file's findings and
// its suggestions as diffs. url is the review's address, "" if none was posted. notes are lines about
// the change as a whole.
func Summary(files []File, url string, notes ...string) string {
	var b strings.Builder
	c := Count(files...)
	fmt.Fprintf(&b, "## Drydock\n\n%s, %s, %s that %s proven.", Plural(c.Files, "file"), Plural(c.Findings, "finding"), Plural(c.Suggestions, "suggestion"), isAre(c.Suggestions))
	if url != "" {
		fmt.Fprintf(&b, " [The review](%s)", url)
	}
	for _, note := range notes {
		b.WriteString("\n\n" + note)
	}
	b.WriteString("\n\n| file | errors | warnings | infos | suggestions |\n| --- | ---: | ---: | ---: | ---: |\n")
	files = slices.DeleteFunc(slices.Clone(files), quiet)
	for _, f := range files {
		n := Count(f)
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", strings.ReplaceAll(Code(f.Path), "|", `\|`), n.Errors, n.Warnings, n.Infos, n.Suggestions)
	}
	for i, f := range files {
		section := fileSummary(f)
		if b.Len()+len(section) > maxSummary {
			fmt.Fprintf(&b, "\n%s not shown here (size limit). Run `drydock check` to see everything.\n", Plural(len(files)-i, "file"))
			break
		}
		b.WriteString(section)
	}
	return b.String()
}

// quiet reports whether a file has no findings and isn't a Dockerfile. The summary leaves such
// files out, because a pull request may change many scripts.
func quiet(f File) bool {
	kind, _ := kinds.Of(f.Path)
	return kind != syntax.Dockerfile && f.Err == nil && len(f.Plan.Findings) == 0
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func fileSummary(f File) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n### %s\n\n", Code(f.Path))
	if f.Err != nil {
		fmt.Fprintf(&b, "Not checked: %s\n", inert(f.Err.Error()))
		return b.String()
	}
	for _, finding := range f.Plan.Findings {
		fmt.Fprintf(&b, "- line %d, %s, [%s](%s): %s\n", finding.Start.Line, finding.Severity, finding.Key(), RuleURL(finding.Rule), inert(finding.Message))
	}
	for _, s := range f.Plan.Suggestions {
		lines := strings.Join(DiffLines(f.Plan, s), "\n")
		fence := "```"
		for strings.Contains(lines, fence) {
			fence += "`"
		}
		what := "for review"
		if s.Safety == lint.Safe {
			what = "safe"
		}
		fmt.Fprintf(&b, "\nSuggestion for lines %d–%d (%s, %s):\n\n%sdiff\n%s\n%s\n", s.StartLine, s.EndLine, what, s.Proof, fence, lines, fence)
	}
	if f.Plan.Rebuild != nil {
		b.WriteString("\n" + RebuildNote(f.Path, *f.Plan.Rebuild) + "\n")
	}
	return b.String()
}

// Code returns text from the repository as inline code, so that GitHub neither links nor renders it.
func Code(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	return "`" + strings.ReplaceAll(s, "`", "'") + "`"
}

// inert escapes text from the repository so that GitHub doesn't render it.
func inert(s string) string {
	return strings.NewReplacer("<", "&lt;", "@", "&#64;", "\n", " ", "\r", " ").Replace(s)
}

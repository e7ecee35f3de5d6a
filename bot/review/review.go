// Package review plans what to post on a pull request, given the findings, the diff and
// what the bot posted before. It is pure: no network, no clock, no environment. So most
// tests of the bot's behaviour are tests of this package.
//
// It may import syntax, buildkit, rules, fix, report and bot/diff.
package review

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/syntax"
)

// File is one changed file in the pull request's head.
type File struct {
	Path string
	// Previous is the path in the base of a renamed file, else "".
	Previous string
	Plan     *fix.Plan // set by Check; nil when Err is set
	// Inline is set if a suggestion of Plan is partly outside the hunks. It has suggestions
	// for the same findings that lie within hunks.
	Inline *fix.Plan
	Hunks  diff.Hunks
	// InBase are the fingerprints of the merge base's findings.
	InBase map[string]bool
	// Err is why the file could not be checked.
	Err          error
	fingerprints []string // of the plan's findings
}

// Check checks the file's text and plans suggestions. Hunks must be set before.
func (f *File) Check(text syntax.File, known *facts.Facts, settings config.Settings) {
	f.Plan = fix.New(text, known, settings, lint.Review)
	f.fingerprints = lint.Fingerprints(f.Plan.File, f.Plan.Findings)
	if slices.ContainsFunc(f.Plan.Suggestions, func(s fix.Suggestion) bool { return f.Hunks.Cut(s.StartLine, s.EndLine) }) {
		f.Inline = fix.Within(text, known, settings, lint.Review, f.Hunks.Holds)
	}
}

// InScope returns the file's plan reduced to the findings in scope, nil if the file could
// not be checked.
func (f File) InScope(scope config.Scope) *fix.Plan {
	if f.Plan == nil {
		return nil
	}
	return f.Plan.Only(findingsInScope(f, scope))
}

// suggestion returns the suggestion that fixes a finding, given by index, or nil. inline
// reports whether GitHub can show it as a suggestion.
func (f File) suggestion(finding int) (s *fix.Suggestion, inline bool) {
	if p := f.Inline; p != nil && len(p.Findings) == len(f.Plan.Findings) {
		if n := p.SuggestionOf[finding]; n >= 0 {
			return &p.Suggestions[n], true
		}
	}
	n := f.Plan.SuggestionOf[finding]
	if n < 0 {
		return nil, false
	}
	s = &f.Plan.Suggestions[n]
	return s, f.Inline == nil && f.Hunks.Holds(s.StartLine, s.EndLine)
}

// Review is a review to post.
type Review struct {
	Body     string    `json:"body"`
	Comments []Comment `json:"comments"`
}

// Empty reports whether the review has neither body nor comments.
func (r Review) Empty() bool { return len(r.Comments) == 0 && r.Body == "" }

// Comment is an inline comment. Its lines are the new file's.
type Comment struct {
	Path string `json:"path"`
	// StartLine is the first of several lines, nil for a comment on one line.
	StartLine *int   `json:"start_line"`
	Line      int    `json:"line"`
	Side      string `json:"side"` // always RIGHT: the new file
	Body      string `json:"body"`
	// Fingerprint identifies the comment's first finding and the file.
	Fingerprint string `json:"-"`
}

// Place returns the comment's path and lines, for people.
func (c Comment) Place() string {
	if c.StartLine != nil {
		return fmt.Sprintf("%s, lines %d–%d", c.Path, *c.StartLine, c.Line)
	}
	return fmt.Sprintf("%s, line %d", c.Path, c.Line)
}

// findingsInScope returns the indexes of a file's findings that are in scope.
func findingsInScope(f File, scope config.Scope) []int {
	if f.Plan == nil {
		return nil
	}
	var inScope []int
	for i, finding := range f.Plan.Findings {
		switch scope {
		case config.Touched:
			if !f.Hunks.Holds(finding.Start.Line, finding.Start.Line) {
				continue
			}
		case config.Introduced, "":
			if f.InBase[f.fingerprints[i]] {
				continue
			}
		}
		inScope = append(inScope, i)
	}
	return inScope
}

// topic is what one comment is about: a suggestion with the findings that it fixes, or a
// single finding without a suggestion.
type topic struct {
	file         File
	findings     []lint.Finding
	fingerprints []string
	suggestion   *fix.Suggestion
	// committable says that GitHub can show the suggestion with a button to commit it.
	committable bool
}

// topics groups a file's findings in scope by the suggestion that fixes them, ordered by
// line.
func topics(f File, scope config.Scope) []topic {
	bySuggestion := map[*fix.Suggestion]int{} // index into all
	var all []topic
	for _, i := range findingsInScope(f, scope) {
		suggestion, inline := f.suggestion(i)
		at, known := bySuggestion[suggestion]
		if suggestion == nil || !known {
			at = len(all)
			bySuggestion[suggestion] = at
			all = append(all, topic{file: f, suggestion: suggestion, committable: inline})
		}
		all[at].findings = append(all[at].findings, f.Plan.Findings[i])
		all[at].fingerprints = append(all[at].fingerprints, f.fingerprints[i])
	}
	slices.SortStableFunc(all, func(a, b topic) int { return a.first() - b.first() })
	return all
}

// first returns the topic's first line.
func (t topic) first() int {
	if t.suggestion != nil {
		return t.suggestion.StartLine
	}
	return t.findings[0].Start.Line
}

// comment returns the topic's comment. ok is false if GitHub allows none on its lines.
func (t topic) comment() (c Comment, ok bool) {
	first, last := t.findings[0].Start.Line, t.findings[0].End.Line
	switch {
	case t.committable:
		first, last = t.suggestion.StartLine, t.suggestion.EndLine
	case t.file.Hunks.Holds(first, last):
	case t.file.Hunks.Holds(first, first):
		last = first
	default:
		return c, false
	}
	c = Comment{Path: t.file.Path, Line: last, Side: "RIGHT", Body: t.commentText(t.committable) + "\n\n" + marker(t.fingerprints), Fingerprint: t.bodyFingerprints()[0]}
	if first < last {
		c.StartLine = &first
	}
	return c, true
}

// bodyText returns the topic as text for the review's body.
func (t topic) bodyText(link string) string {
	line := t.findings[0].Start.Line
	place := fmt.Sprintf("%s, line %d", report.Code(t.file.Path), line)
	if link != "" {
		place = fmt.Sprintf("[%s](%s/%s#L%d)", place, link, (&url.URL{Path: t.file.Path}).EscapedPath(), line)
	}
	return fmt.Sprintf("**%s**\n\n%s\n\n%s", place, t.commentText(false), marker(t.bodyFingerprints()))
}

// changedText returns a text as a fenced block. The fence is longer than any in the text.
func (t topic) changedText(info string, text string) string {
	fence := strings.Repeat("`", max(3, longestRun(t.suggestion.Replacement, '`')+1, longestRun(text, '`')+1))
	if text != "" {
		text += "\n"
	}
	return fence + info + "\n" + text + fence
}

// suggestionBlock returns the block that GitHub shows with a commit button.
func (t topic) suggestionBlock() string {
	return t.changedText("suggestion", strings.ReplaceAll(t.suggestion.Replacement, "\r\n", "\n"))
}

// diffBlock returns the change as a diff, for lines that allow no suggestion.
func (t topic) diffBlock() string {
	var b strings.Builder
	for line := range strings.Lines(t.file.Plan.File.LinesText(t.suggestion.StartLine, t.suggestion.EndLine)) {
		b.WriteString("-" + strings.TrimRight(line, "\r\n") + "\n")
	}
	if t.suggestion.Replacement != "" {
		for line := range strings.Lines(t.suggestion.Replacement) {
			b.WriteString("+" + strings.TrimRight(line, "\r\n") + "\n")
		}
	}
	return t.changedText("diff", strings.TrimSuffix(b.String(), "\n"))
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

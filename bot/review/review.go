// Package review plans what to post on a pull request, given the findings, the diff and
// what the bot posted before. It is pure: no network, no clock, no environment. So most
// tests of the bot's behaviour are tests of this package.
//
// [File.Check] says what a change brought about: identity.go tells new findings from old
// ones, cause.go finds the changed line behind a finding elsewhere, and only what is in
// scope is planned. [Plan] turns files into comments, one a topic: once.go has one file
// speak for many, shape.go says how a suggestion is shown, figures.go what was measured of
// it, marker.go has what the next run must know.
//
// It may import syntax, buildkit, facts, lint, lint/config, fix, measured, report and bot/diff.
package review

import (
	"fmt"
	"net/url"
	"slices"

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
	// Plan has the findings in scope and the suggestions for them. It is set by Check; nil when Err
	// is set.
	Plan *fix.Plan
	// Inline is set if a suggestion of Plan is partly outside the hunks. It has suggestions
	// for the same findings that lie within hunks.
	Inline *fix.Plan
	// Hunks are where comments are allowed.
	Hunks diff.Hunks
	// Changes are what the pull request did to the file's lines.
	Changes diff.Changes
	// NotReviewed is why nothing is said about the file, such as "generated"; "" if it's
	// reviewed. Plan has no findings then.
	NotReviewed string
	// Ignores are what comments switch off that the change adds.
	Ignores []config.Ignore
	// Err is why the file could not be checked.
	Err error
	// marks identify the plan's findings, others those out of scope.
	marks, others []mark
	text          syntax.File // the head's
	figures       Figures
}

// Sides are a changed file's two versions and what is known beyond each of them. A Base of nil is a
// file that is new or could not be read.
type Sides struct {
	Head, Base           syntax.File
	KnownHead, KnownBase *facts.Facts
}

// Check finds what is in the settings' scope, and plans suggestions for it. Hunks and Changes must be
// set before.
func (f *File) Check(sides Sides, settings config.Settings) {
	f.text = sides.Head
	head := newVersion(settings.Check(sides.Head, sides.KnownHead))
	var base *version
	if sides.Base != nil {
		result := settings.Check(sides.Base, sides.KnownBase)
		result.Findings = slices.Concat(result.Findings, result.Twins) // the head may tell these instead
		base = newVersion(result)
	}
	limits := fix.Limits{InScope: f.inScope(base, head, settings.Scope)}
	if base != nil && settings.Scope == config.Introduced {
		f.findCauses(base, head, limits.InScope, func(text []byte) *lint.Result {
			return settings.Check(sides.Head.Reparse(text), sides.KnownHead)
		})
	}
	f.Plan = fix.Of(head.Result, sides.KnownHead, settings, lint.Review, limits)
	if slices.ContainsFunc(f.Plan.Suggestions, func(s fix.Suggestion) bool { return f.Hunks.Cut(s.StartLine, s.EndLine) }) {
		limits.Replaceable = f.Hunks.Holds
		f.Inline = fix.Of(head.Result, sides.KnownHead, settings, lint.Review, limits)
	}
	for i, m := range newMarks(head) {
		if limits.InScope[i] {
			f.marks = append(f.marks, m)
		} else {
			f.others = append(f.others, m)
		}
	}
}

// inScope returns for each of the head's findings whether the scope has it.
func (f *File) inScope(base, head *version, scope config.Scope) []bool {
	switch scope {
	case config.Everything:
		return slices.Repeat([]bool{true}, len(head.Findings))
	case config.Touched:
		in := make([]bool, len(head.Findings))
		for i, finding := range head.Findings {
			in[i] = f.Hunks.Holds(finding.Start.Line, finding.Start.Line)
		}
		return in
	}
	return introduced(base, head, f.Changes)
}

// suggestion returns the suggestion that fixes a finding of the plan, given by index, or nil. inline
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
	// InBody is what Body says about lines that allow no comment.
	InBody []Comment `json:"-"`
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
	// Findings are what the comment is about.
	Findings []lint.Finding `json:"-"`
	// Elsewhere are the comments that this one speaks for, without their text.
	Elsewhere []Comment `json:"-"`
	// Suggestion is the change that the comment offers or shows, nil if there is none.
	Suggestion *fix.Suggestion `json:"-"`
}

// Place returns the comment's path and lines, for people.
func (c Comment) Place() string {
	if c.StartLine != nil {
		return fmt.Sprintf("%s, lines %d–%d", c.Path, *c.StartLine, c.Line)
	}
	return fmt.Sprintf("%s, line %d", c.Path, c.Line)
}

// topic is what one comment is about: a suggestion with the findings that it fixes, or a
// single finding without a suggestion.
type topic struct {
	file       File
	findings   []lint.Finding
	marks      []mark
	suggestion *fix.Suggestion
	// committable says that GitHub can show the suggestion with a button to commit it.
	committable bool
	// followers are the same topics elsewhere, which this one speaks for.
	followers []topic
	// built is what was measured of the suggestion, nil if nothing was.
	built *built
}

// topics groups the findings in a file's plan by the suggestion that fixes them, ordered by line.
func topics(f File) []topic {
	if f.Plan == nil {
		return nil
	}
	bySuggestion := map[*fix.Suggestion]int{} // index into all
	var all []topic
	for i, finding := range f.Plan.Findings {
		suggestion, inline := f.suggestion(i)
		at, known := bySuggestion[suggestion]
		if suggestion == nil || !known {
			at = len(all)
			bySuggestion[suggestion] = at
			all = append(all, topic{file: f, suggestion: suggestion, committable: inline && !f.farApart(suggestion)})
		}
		all[at].findings = append(all[at].findings, finding)
		all[at].marks = append(all[at].marks, f.marks[i])
	}
	slices.SortStableFunc(all, func(a, b topic) int { return a.first() - b.first() })
	for i := range all {
		all[i].setFigures()
	}
	return all
}

// first returns the topic's first line.
func (t topic) first() int {
	if t.suggestion != nil {
		return t.suggestion.StartLine
	}
	return t.findings[0].Start.Line
}

// lines returns where the topic's comment goes: on the lines that its suggestion replaces, else on
// the changed line that is the cause, else on the finding's lines. ok is false if GitHub allows no
// comment on any of these.
func (t topic) lines() (first, last int, ok bool) {
	f := t.findings[0]
	first, last = f.Start.Line, f.End.Line
	switch {
	case t.committable:
		return t.suggestion.StartLine, t.suggestion.EndLine, true
	case f.CauseLine > 0 && t.file.Hunks.Holds(f.CauseLine, f.CauseLine):
		return f.CauseLine, f.CauseLine, true
	case t.file.Hunks.Holds(first, last):
		return first, last, true
	}
	return first, first, t.file.Hunks.Holds(first, first)
}

// comment returns the topic's comment. ok is false if GitHub allows none on its lines.
func (t topic) comment() (c Comment, ok bool) {
	first, last, ok := t.lines()
	if !ok {
		return c, false
	}
	c = t.about(last, t.commentText(t.committable)+"\n\n"+t.marker(false))
	if first < last {
		c.StartLine = &first
	}
	return c, true
}

// about returns a comment about the topic that ends on a line.
func (t topic) about(last int, text string) Comment {
	c := Comment{
		Path: t.file.Path, Line: last, Side: "RIGHT", Body: text,
		Fingerprint: t.marks[0].on(t.file.Path).id(), Findings: t.findings, Suggestion: t.suggestion,
	}
	for _, f := range t.followers {
		c.Elsewhere = append(c.Elsewhere, f.about(f.findings[0].End.Line, ""))
	}
	return c
}

// bodyText returns the topic as text for the review's body.
func (t topic) bodyText(link string) string {
	return fmt.Sprintf("**%s**\n\n%s\n\n%s", t.place(link), t.commentText(false), t.marker(true))
}

// place returns the topic's path and line in Markdown, with a link if there is an address.
func (t topic) place(link string) string {
	line := t.findings[0].Start.Line
	place := fmt.Sprintf("%s, line %d", report.Code(t.file.Path), line)
	if link != "" {
		place = fmt.Sprintf("[%s](%s/%s#L%d)", place, link, (&url.URL{Path: t.file.Path}).EscapedPath(), line)
	}
	return place
}

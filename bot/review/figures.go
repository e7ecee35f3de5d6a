package review

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/syntax"
)

// Figures are what was measured of the reviewed files, in the order in which reports count. A comment holds
// those that it tells, for the same head: a later run without figures of its own says the same.
type Figures []*measured.Report

// of returns the figures of a suggestion for a file, and the commit that was measured. ok is false if there
// are none.
func (all Figures) of(f File, s fix.Suggestion) (c measured.Comparison, head string, ok bool) {
	for _, r := range all {
		if c, ok := r.Suggestion(f.Path, f.Plan.File.Source, s); ok {
			return c, r.Head, true
		}
	}
	return c, "", false
}

// allOf returns the figures of a file with all suggestions. ok is false if there are none.
func (all Figures) allOf(f File) (c measured.Comparison, ok bool) {
	for _, r := range all {
		if c, ok := r.All(f.Path, f.Plan.File.Source); ok {
			return c, true
		}
	}
	return c, false
}

// With returns the files with figures. Suggestions that do worse are withdrawn.
func With(files []File, figures Figures) []File {
	files = slices.Clone(files)
	for i := range files {
		files[i].figures = figures
	}
	return files
}

// IsDockerfile reports whether the file was read as a Dockerfile.
func (f File) IsDockerfile() bool { return f.text != nil && f.text.Kind() == syntax.Dockerfile }

// Shown returns a plan with the suggestions that the review shows of a file, without those that are withdrawn.
// Of two that share a line, it has the first.
func (f File) Shown() *fix.Plan {
	shown := &fix.Plan{}
	if f.Plan != nil {
		shown.File = f.Plan.File
	}
	last := 0
	for _, t := range topics(f) {
		if s := t.suggestion; s != nil && s.StartLine > last {
			shown.Suggestions = append(shown.Suggestions, *s)
			last = s.EndLine
		}
	}
	return shown
}

// built is what was measured of a topic's suggestion.
type built struct {
	measured.Comparison
	head       string // the commit that was measured
	suggestion *fix.Suggestion
}

// setFigures gives the topic what was measured of its suggestion. One that does worse is withdrawn.
func (t *topic) setFigures() {
	if t.suggestion == nil {
		return
	}
	c, head, ok := t.file.figures.of(t.file, *t.suggestion)
	if !ok {
		return
	}
	t.built = &built{c, head, t.suggestion}
	if c.IsWorse() {
		t.suggestion, t.committable = nil, false
	}
}

// isWithdrawn reports whether the topic had a suggestion that does worse.
func (t topic) isWithdrawn() bool { return t.built != nil && t.built.IsWorse() }

// unmeasured returns the topic without figures, as the review's body has it.
func (t topic) unmeasured() topic {
	if t.built != nil {
		t.suggestion, t.built = t.built.suggestion, nil
	}
	t.followers = slices.Clone(t.followers)
	for i, f := range t.followers {
		t.followers[i] = f.unmeasured()
	}
	return t
}

// builtText tells what was measured of the topic's suggestion.
func (t topic) builtText() []string {
	switch {
	case t.built == nil:
		return nil
	case t.isWithdrawn():
		return []string{fmt.Sprintf("**No suggestion:** with the change that was proven, %s. (%s.)", t.built.Reason(), t.built.Where())}
	}
	return []string{"**" + t.built.Where() + ":**" + strings.TrimPrefix(t.built.Text(), t.built.Where()+":")}
}

const (
	// measuredStart begins the hidden figures behind a marker.
	measuredStart = "<!-- drydock:v1-measured "
	// maxFigures is how many bytes of them a comment may have.
	maxFigures = 4_000
)

// figuresMarker returns the topic's hidden figures, with those of the topics that it speaks for, "" if there
// are none.
func (t topic) figuresMarker() (text string) {
	for _, one := range append([]topic{t}, t.followers...) {
		if one.built == nil || one.built.head == "" {
			continue
		}
		r := measured.Report{Version: 1, Head: one.built.head, Reported: one.built.Reported, Files: []measured.File{{
			Hash: measured.HashOfFile(one.file.Path, one.file.Plan.File.Source), Before: one.built.Before,
			Suggestions: []measured.Variant{{Hash: measured.HashOf(one.file.Path, *one.built.suggestion), Figures: one.built.After}},
		}}}
		if next := " " + measuredStart + string(bytes.TrimSpace(r.Encode())) + markerEnd; len(text)+len(next) <= maxFigures {
			text += next
		}
	}
	return text
}

// FiguresIn returns the figures of a head that are in what was posted, the newest first. They are on the lines
// that begin with a marker. Text of a file never begins a line of a comment outside a suggestion, and no
// suggestion is a comment's last line.
func FiguresIn(state State, head string) (found Figures) {
	for _, th := range slices.Backward(state.Threads) {
		lines := strings.Split(strings.TrimSpace(th.Body), "\n")
		found = append(found, figuresOfLine(lines[len(lines)-1], head)...)
	}
	for _, r := range slices.Backward(state.Reviews) {
		for line := range strings.Lines(r.Body) {
			found = append(found, figuresOfLine(line, head)...)
		}
	}
	return found
}

// figuresOfLine returns the figures of a head on a marker's line.
func figuresOfLine(line, head string) (found Figures) {
	if !strings.HasPrefix(line, markerStart) {
		return nil
	}
	for {
		_, after, ok := strings.Cut(line, measuredStart)
		if !ok {
			return found
		}
		text, rest, _ := strings.Cut(after, markerEnd)
		if r, err := measured.Decode(strings.NewReader(text)); err == nil && r.Head == head {
			found = append(found, r)
		}
		line = rest
	}
}

// rewriteBodies brings the texts of posted reviews up to date with the figures: topics on lines without a
// comment, and the patch of all suggestions. before and after are the files without and with figures.
func (p *planner) rewriteBodies(before, after []File, outside []topic) {
	var texts []string // old and new in turn
	if old := patch(before); old != "" && old != patch(after) {
		texts = append(texts, old, strings.TrimSpace(withdrawnText(after)+"\n\n"+patch(after)))
	}
	for _, t := range outside {
		if old, now := t.unmeasured().bodyText(p.Link), t.bodyText(p.Link); old != now {
			texts = append(texts, old, now)
		}
	}
	if len(texts) == 0 {
		return
	}
	replacer := strings.NewReplacer(texts...)
	for _, r := range p.state.Reviews {
		retracted := slices.ContainsFunc(p.Reviews, func(other Posted) bool { return other.ID == r.ID })
		body := strings.ReplaceAll(r.Body, "\r\n", "\n")
		if now := strings.TrimSpace(replacer.Replace(body)); now != strings.TrimSpace(body) && !retracted {
			p.Reviews = append(p.Reviews, Posted{r.ID, now})
		}
	}
}

// Withdrawn counts the suggestions of files that do worse.
func Withdrawn(files []File) (n int) {
	for _, f := range files {
		for _, t := range topics(f) {
			if t.isWithdrawn() {
				n++
			}
		}
	}
	return n
}

// withdrawnText says how many suggestions were withdrawn, "" for none.
func withdrawnText(files []File) string {
	n := Withdrawn(files)
	switch n {
	case 0:
		return ""
	case 1:
		return "One suggestion turned out worse when it was built. It's withdrawn: its comment says why."
	}
	return fmt.Sprintf("%d suggestions turned out worse when they were built. They're withdrawn: their comments say why.", n)
}

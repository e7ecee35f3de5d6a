package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
)

// Thread is a review thread that the bot started.
type Thread struct {
	ID        string // for resolving it
	CommentID int64  // of its first comment, for editing it; newer comments have greater ones
	ReviewID  int64  // of the comment's review
	Path      string
	// StartLine and Line are its lines in the head. StartLine is 0 for a single line. Line
	// is 0 when the thread is outdated: its lines are no longer in the diff.
	StartLine, Line int
	Body            string // of its first comment
	Resolved        bool
	// ResolvedByPerson is true when somebody other than the bot resolved it.
	ResolvedByPerson bool
	// HasReplies is true when the thread has more than its first comment.
	HasReplies bool
}

// open reports whether the thread is neither resolved nor marked as settled.
func (t Thread) open() bool { return !t.Resolved && !strings.Contains(t.Body, resolvedStart) }

// Posted is a review that was posted.
type Posted struct {
	ID   int64 // newer reviews have greater ones
	Body string
}

// State is what the bot has already posted on the pull request.
type State struct {
	Threads []Thread
	Reviews []Posted
}

// Options are the settings of a plan. The zero value means no limit.
type Options struct {
	// MaxComments is how many of the bot's threads may be open at a time; 0 means no limit.
	MaxComments int
	Head        string // the reviewed commit
	// Link is the address of the head's files, for links to lines; "" means no links.
	Link string
	// Refused are the fingerprints of comments that GitHub refused. They go into the body.
	Refused map[string]bool
	// Figures are what was measured. Those of another head don't count.
	Figures *measured.Report
}

// Actions are what to do on the pull request.
type Actions struct {
	Review             // to post, unless it's empty
	Edits    []Edit    // of posted comments
	Resolves []Resolve // of threads whose findings are settled
	Deletes  []int64   // IDs of duplicate comments
	Reviews  []Posted  // whose text changes
	// LeftOut is how many findings the limit keeps from having a comment.
	LeftOut int
}

// NothingToDo reports whether the plan is empty.
func (a Actions) NothingToDo() bool {
	return a.Empty() && len(a.Edits) == 0 && len(a.Resolves) == 0 && len(a.Deletes) == 0 && len(a.Reviews) == 0
}

// Edit replaces a comment's text.
type Edit struct {
	CommentID int64
	Body      string
}

// Resolve resolves a thread. If the token isn't allowed to, the comment's text is replaced
// by Body.
type Resolve struct {
	ThreadID  string
	CommentID int64
	Body      string
}

// Plan returns what to do on a pull request, given its checked files and what the bot has
// posted so far.
//
// Every finding in scope has one open thread, is in a review's body, or is left out because
// of the limit. The same finding in many places is said once, at the first. A thread is kept, and
// its text updated, as long as one of its findings exists and its lines fit. All other threads of
// the bot are resolved. A finding whose thread a person resolved is not raised again. Threads on
// files that could not be checked are left alone. If two runs posted the same, the later post is
// retracted; either run plans that. What was measured of a suggestion is told with it; figures in
// comments are as good as those of the options, which go first.
func Plan(files []File, o Options, state State) Actions {
	p := newPlanner(o, state)
	plain := adopt(files, state)
	files = With(plain, p.figures())
	var all, fresh, outside, said []topic
	for _, f := range files {
		for _, t := range topics(f) {
			if t = p.withoutDismissed(t); len(t.findings) > 0 {
				all = append(all, t)
			}
		}
	}
	for _, t := range sayOnce(all, p.hasThread) {
		if p.keepThread(t) {
			continue
		}
		if _, ok := t.comment(); ok && !p.Refused[t.bodyMarks()[0].id()] {
			fresh = append(fresh, t)
		} else if p.saidInBody(t) {
			said = append(said, t)
		} else {
			outside = append(outside, t)
		}
	}
	p.resolveOthers(files)
	p.retractDuplicates()
	fresh = p.withinLimit(fresh)
	suggestions := 0
	for _, t := range fresh {
		c, _ := t.comment()
		p.Comments = append(p.Comments, c)
		if t.committable {
			suggestions++
		}
	}
	if len(fresh) > 0 || len(outside) > 0 {
		for _, t := range outside {
			p.InBody = append(p.InBody, t.about(t.findings[0].End.Line, t.bodyText(p.Link)))
		}
		p.Body = reviewBody(len(fresh), suggestions, p.LeftOut, outside, p.Link)
		p.summarize(files, slices.Concat(fresh, outside))
	}
	p.append(p.switchedOff(files))
	p.rewriteBodies(plain, files, said)
	return p.Actions
}

// summarize adds to the body what topics have in common: a patch if they have several suggestions, and
// what builds save if one of them makes builds cheaper.
func (p *planner) summarize(files []File, said []topic) {
	suggestions, cheaper := 0, map[string]bool{}
	for _, t := range said {
		for _, one := range append([]topic{t}, t.followers...) {
			if one.suggestion != nil {
				suggestions++
				cheaper[one.file.Path] = cheaper[one.file.Path] || one.suggestion.Rebuilds
			}
		}
	}
	if suggestions > 1 {
		p.append(patch(files))
	}
	for _, f := range files {
		if f.Plan != nil && f.Plan.Rebuild != nil && cheaper[f.Path] {
			p.append(report.RebuildNote(f.Path, *f.Plan.Rebuild))
		}
	}
}

// planner builds a plan.
type planner struct {
	Options
	Actions
	state  State           // sorted by ID
	kept   map[int]bool    // threads that stay open, by index
	inBody map[string]bool // the fingerprints in reviews' bodies
	// duplicate are the threads whose findings an earlier thread covers, by index.
	duplicate map[int]bool
}

func newPlanner(o Options, state State) *planner {
	p := &planner{Options: o, kept: map[int]bool{}, inBody: map[string]bool{}, duplicate: map[int]bool{}}
	p.state.Threads = slices.SortedFunc(slices.Values(state.Threads), func(a, b Thread) int { return cmp.Compare(a.CommentID, b.CommentID) })
	p.state.Reviews = slices.SortedFunc(slices.Values(state.Reviews), func(a, b Posted) int { return cmp.Compare(a.ID, b.ID) })
	for _, r := range state.Reviews {
		for _, fp := range Fingerprints(r.Body) {
			p.inBody[fp] = true
		}
	}
	return p
}

// figures returns what was measured of the head.
func (p *planner) figures() (all Figures) {
	if r := p.Figures; r != nil && r.Head == p.Head {
		all = append(all, r)
	}
	return append(all, FiguresIn(p.state, p.Head)...)
}

// append adds a text to the body if there's room for it.
func (p *planner) append(text string) {
	if text != "" && len(p.Body)+len(text) < maxBody {
		p.Body = strings.TrimPrefix(p.Body+"\n\n"+text, "\n\n")
	}
}

// withoutDismissed returns the topic without the findings whose threads people resolved.
func (p *planner) withoutDismissed(t topic) topic {
	rest := t
	rest.findings, rest.marks = nil, nil
	for i, m := range t.marks {
		dismissed := slices.ContainsFunc(p.state.Threads, func(th Thread) bool {
			return th.Resolved && th.ResolvedByPerson && t.file.isAbout(th, m)
		})
		if !dismissed {
			rest.findings, rest.marks = append(rest.findings, t.findings[i]), append(rest.marks, m)
		}
	}
	return rest
}

// isAbout reports whether a thread is about a finding of the file, given by its mark: one on the file
// itself, or one on another file that speaks for this one too.
func (f File) isAbout(th Thread, m mark) bool {
	ids := Fingerprints(th.Body)
	return f.has(th) && slices.Contains(ids, m.id()) || slices.Contains(ids, m.on(f.Path).id())
}

// isOpen reports whether a thread of the topic's file is open and about one of its findings.
func (t topic) isOpen(th Thread) bool {
	return th.open() && t.file.has(th) && slices.ContainsFunc(t.marks, func(m mark) bool { return slices.Contains(Fingerprints(th.Body), m.id()) })
}

// hasThread reports whether the topic has an open thread of its own.
func (p *planner) hasThread(t topic) bool { return slices.ContainsFunc(p.state.Threads, t.isOpen) }

// keepThread keeps the topic's open thread and updates its text. It returns false if there
// is no such thread, or if the thread's lines don't fit the comment.
func (p *planner) keepThread(t topic) bool {
	for i, th := range p.state.Threads {
		if p.kept[i] || !t.isOpen(th) {
			continue
		}
		c, ok := t.comment()
		if !ok || th.Line == 0 || th.Path != t.file.Path || t.committable && !onSameLines(th, c) {
			continue // the thread gets resolved, the topic posted again
		}
		p.kept[i] = true
		if !sameText(th.Body, c.Body) {
			p.Edits = append(p.Edits, Edit{th.CommentID, c.Body})
		}
		return true
	}
	return false
}

// onSameLines reports whether a thread is on exactly the lines of a comment. A suggestion
// needs that: it replaces the thread's lines.
func onSameLines(th Thread, c Comment) bool {
	start := 0
	if c.StartLine != nil {
		start = *c.StartLine
	}
	return th.Line == c.Line && (th.StartLine == start || th.StartLine == th.Line && start == 0)
}

// sameText compares bodies, except for white space that GitHub may change.
func sameText(a, b string) bool {
	plain := strings.NewReplacer("\r\n", "\n")
	return strings.TrimSpace(plain.Replace(a)) == strings.TrimSpace(plain.Replace(b))
}

// saidInBody reports whether reviews' bodies already have all of the topic's findings, and all of those
// that it speaks for.
func (p *planner) saidInBody(t topic) bool {
	return !slices.ContainsFunc(append([]topic{t}, t.followers...), func(one topic) bool {
		return slices.ContainsFunc(one.bodyMarks(), func(m mark) bool { return !p.inBody[m.id()] })
	})
}

// resolveOthers resolves the open threads that no topic keeps, and deletes duplicates that
// nobody replied to.
func (p *planner) resolveOthers(files []File) {
	for i, th := range p.state.Threads {
		if p.kept[i] || !th.open() {
			continue
		}
		found, inScope, known := p.status(th, files)
		if !known {
			continue
		}
		p.duplicate[i] = p.isDuplicate(i)
		if p.duplicate[i] && !th.HasReplies {
			p.Deletes = append(p.Deletes, th.CommentID)
			continue
		}
		text := "Fixed"
		if p.Head != "" {
			text += fmt.Sprintf(" in %.7s", p.Head)
		}
		text += "."
		switch {
		case p.duplicate[i]:
			text = "Duplicate of another thread: two runs finished at the same time."
		case notReviewed(th, files) != "":
			text = fmt.Sprintf("This file is no longer reviewed: it's %s.", notReviewed(th, files))
		case found && !inScope:
			text = "No longer part of this pull request's changes."
		case found:
			text = "These lines moved or changed. See the new comment, or the review's text."
		}
		p.Resolves = append(p.Resolves, Resolve{th.ID, th.CommentID, text + "\n\n" + resolvedStart + strings.Join(Fingerprints(th.Body), " ") + markerEnd})
	}
}

// isDuplicate reports whether an earlier thread, which is kept, covers all findings of a
// thread, given by index.
func (p *planner) isDuplicate(i int) bool {
	for j, earlier := range p.state.Threads[:i] {
		if p.kept[j] && earlier.Path == p.state.Threads[i].Path && containsAll(Fingerprints(p.state.Threads[i].Body), Fingerprints(earlier.Body)) {
			return true
		}
	}
	return false
}

// containsAll reports whether others has all of some fingerprints.
func containsAll(some, others []string) bool {
	return !slices.ContainsFunc(some, func(fp string) bool { return !slices.Contains(others, fp) })
}

// retractDuplicates replaces the text of reviews that say nothing beyond earlier ones:
// GitHub lets nobody delete a review.
func (p *planner) retractDuplicates() {
	earlier := map[string]bool{}
	for _, r := range p.state.Reviews {
		fps := Fingerprints(r.Body)
		said := !slices.ContainsFunc(fps, func(fp string) bool { return !earlier[fp] })
		for _, fp := range fps {
			earlier[fp] = true
		}
		duplicate, alone := 0, 0
		for i, th := range p.state.Threads {
			switch {
			case th.ReviewID != r.ID || !th.open():
			case p.duplicate[i]:
				duplicate++
			default:
				alone++
			}
		}
		if said && alone == 0 && duplicate+len(fps) > 0 {
			p.Reviews = append(p.Reviews, Posted{r.ID, "Duplicate: another run reviewed the same commit at the same time. See its review."})
		}
	}
}

// status reports whether one of a thread's findings still exists, and whether one is in
// scope. In a file that the pull request no longer changes, findings count as existing and
// out of scope. known is false if the file could not be checked.
func (p *planner) status(th Thread, files []File) (found, inScope, known bool) {
	about, changed := Fingerprints(th.Body), false
	for _, f := range files {
		if !f.has(th) {
			continue
		}
		changed = true
		if f.Plan == nil {
			return false, false, false
		}
		isAbout := func(m mark) bool { return slices.Contains(about, m.id()) }
		inScope = inScope || slices.ContainsFunc(f.marks, isAbout)
		found = found || inScope || slices.ContainsFunc(f.others, isAbout)
	}
	return found || !changed, inScope, true
}

// withinLimit returns the most severe topics that the limit allows beside the kept threads.
// Their order stays.
func (p *planner) withinLimit(fresh []topic) []topic {
	room := p.MaxComments - len(p.kept)
	if p.MaxComments == 0 || len(fresh) <= room {
		return fresh
	}
	bySeverity := slices.Clone(fresh)
	slices.SortStableFunc(bySeverity, func(a, b topic) int { return cmp.Compare(b.severity(), a.severity()) })
	least := bySeverity[max(room, 0):]
	for _, t := range least {
		p.LeftOut += len(t.findings)
	}
	return slices.DeleteFunc(fresh, func(t topic) bool {
		return slices.ContainsFunc(least, func(l topic) bool { return l.file.Path == t.file.Path && slices.Equal(l.marks, t.marks) })
	})
}

// severity returns the highest severity among the topic's findings.
func (t topic) severity() lint.Severity {
	worst := lint.Off
	for _, f := range t.findings {
		worst = max(worst, f.Severity)
	}
	return worst
}

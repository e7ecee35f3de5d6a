package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

// Thread is a conversation that the bot began with a comment of its own.
type Thread struct {
	ID        string // for resolving it
	CommentID int64  // of its first comment, for editing it; later ones are greater
	ReviewID  int64  // of the review that the comment is part of
	Path      string
	// StartLine and Line are where it stands in the head: StartLine is 0 for one
	// on a single line, Line is 0 when its lines are no longer in the diff.
	StartLine, Line int
	Body            string // of its first comment
	Resolved        bool
	// ResolvedByPerson is true when it was somebody else than the bot who resolved it.
	ResolvedByPerson bool
	// HasReplies is true when there are more comments than the first.
	HasReplies bool
}

// open reports whether the thread still says that something is to be done.
func (t Thread) open() bool { return !t.Resolved && !strings.Contains(t.Body, resolvedStart) }

// Posted is a review that was posted.
type Posted struct {
	ID   int64 // later ones are greater
	Body string
}

// State is what the bot has said on the pull request already.
type State struct {
	Threads []Thread
	Reviews []Posted
}

// Options are the settings of a plan. The zero value has the default scope and no
// limit.
type Options struct {
	Scope rules.Scope
	// MaxComments is how many of the bot's threads may be open at a time; 0 is no
	// limit.
	MaxComments int
	Head        string // the commit that the review is about
	// Link is the address under which the head's files are shown, for links to
	// lines; "" for none.
	Link string
	// Refused are the fingerprints of comments that GitHub does not take: they
	// stand in the body instead.
	Refused map[string]bool
}

// Actions are what is to be done on the pull request.
type Actions struct {
	Review             // to be posted unless it is empty
	Edits    []Edit    // of comments that stand there
	Resolves []Resolve // of threads that have nothing more to say
	Deletes  []int64   // comments, by number, that say what an earlier one says
	Reviews  []Posted  // that are to have another text
	// LeftOut is how many findings have no comment because of the limit.
	LeftOut int
}

// NothingToDo reports whether there is nothing to do.
func (a Actions) NothingToDo() bool {
	return a.Empty() && len(a.Edits) == 0 && len(a.Resolves) == 0 && len(a.Deletes) == 0 && len(a.Reviews) == 0
}

// Edit gives a comment another text.
type Edit struct {
	CommentID int64
	Body      string
}

// Resolve ends a thread: it is resolved or, where the token may not, its comment
// gets the text.
type Resolve struct {
	ThreadID  string
	CommentID int64
	Body      string
}

// Plan returns what is to be done on a pull request, given what is found in its
// files and what the bot has said.
//
// Every finding that is inScope about has one open thread, or stands in a body, or
// is left out for want of room. A thread stays as long as one of its findings is
// there and its comment still stands on the right lines; its text is brought up
// to date. All other threads of the bot are closed. A finding whose thread a
// person resolved is not raised again. Threads on files that could not be looked
// at are left alone. Of what two runs said at the same moment, the later is taken
// back: either of them plans the same.
func Plan(files []File, o Options, state State) Actions {
	p := newPlanner(o, state)
	var fresh, outside []topic
	for _, f := range files {
		for _, t := range topics(f, o.Scope) {
			if t = p.withoutDismissed(t); len(t.findings) == 0 || p.keepThread(t) {
				continue
			}
			if _, ok := t.comment(); ok && !p.Refused[t.bodyFingerprints()[0]] {
				fresh = append(fresh, t)
			} else if !p.saidInBody(t) {
				outside = append(outside, t)
			}
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
		p.Body = reviewBody(len(fresh), suggestions, p.LeftOut, outside, p.Link)
		p.append(patch(files, o.Scope))
		for _, f := range files {
			if plan := f.InScope(o.Scope); plan != nil && plan.Rebuild != nil {
				p.append(report.RebuildNote(f.Path, *plan.Rebuild))
			}
		}
	}
	return p.Actions
}

// planner is a plan in the making.
type planner struct {
	Options
	Actions
	state  State           // by number
	kept   map[int]bool    // threads that stay, by index
	inBody map[string]bool // the fingerprints in the bodies of reviews
	// duplicate are the threads that say what an earlier one says, by index.
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

// append adds a text to the body if it has room for it.
func (p *planner) append(text string) {
	if text != "" && len(p.Body)+len(text) < maxBody {
		p.Body += "\n\n" + text
	}
}

// withoutDismissed returns the topic without the findings whose threads people
// have resolved.
func (p *planner) withoutDismissed(t topic) topic {
	rest := t
	rest.findings, rest.fingerprints = nil, nil
	for i, fp := range t.fingerprints {
		dismissed := slices.ContainsFunc(p.state.Threads, func(th Thread) bool {
			return th.Resolved && th.ResolvedByPerson && t.onSameFile(th) && slices.Contains(Fingerprints(th.Body), fp)
		})
		if !dismissed {
			rest.findings, rest.fingerprints = append(rest.findings, t.findings[i]), append(rest.fingerprints, fp)
		}
	}
	return rest
}

// about reports whether a thread is on the topic's file, under its old name if it
// was renamed.
func (t topic) onSameFile(th Thread) bool {
	return th.Path == t.file.Path || t.file.Previous != "" && th.Path == t.file.Previous
}

// keep finds the open thread of a topic, brings its text up to date and lets it
// stay. false when there is none, or it stands where the comment cannot be.
func (p *planner) keepThread(t topic) bool {
	for i, th := range p.state.Threads {
		if p.kept[i] || !th.open() || !t.onSameFile(th) || !slices.ContainsFunc(Fingerprints(th.Body), func(fp string) bool { return slices.Contains(t.fingerprints, fp) }) {
			continue
		}
		c, ok := t.comment()
		if !ok || th.Line == 0 || th.Path != t.file.Path || t.committable && !onSameLines(th, c) {
			continue // it is closed, and the topic said anew
		}
		p.kept[i] = true
		if !sameText(th.Body, c.Body) {
			p.Edits = append(p.Edits, Edit{th.CommentID, c.Body})
		}
		return true
	}
	return false
}

// onSameLines reports whether a thread is on just the lines of a comment, which a
// suggestion needs.
func onSameLines(th Thread, c Comment) bool {
	start := 0
	if c.StartLine != nil {
		start = *c.StartLine
	}
	return th.Line == c.Line && (th.StartLine == start || th.StartLine == th.Line && start == 0)
}

// sameText compares bodies without what GitHub may change of them.
func sameText(a, b string) bool {
	plain := strings.NewReplacer("\r\n", "\n")
	return strings.TrimSpace(plain.Replace(a)) == strings.TrimSpace(plain.Replace(b))
}

func (p *planner) saidInBody(t topic) bool {
	return !slices.ContainsFunc(t.bodyFingerprints(), func(fp string) bool { return !p.inBody[fp] })
}

// resolveOthers closes the open threads that no topic keeps, and takes back those
// that say what an earlier one says.
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
		text += ": what was found here is gone."
		switch {
		case p.duplicate[i]:
			text = "This is said in another thread as well: two runs spoke at the same moment."
		case found && !inScope:
			text = "This is no longer part of what the pull request changes."
		case found:
			text = "These lines are no longer where this comment can stand: what there is to say is said elsewhere."
		}
		p.Resolves = append(p.Resolves, Resolve{th.ID, th.CommentID, text + "\n\n" + resolvedStart + strings.Join(Fingerprints(th.Body), " ") + markerEnd})
	}
}

// isDuplicate reports whether a thread that stays, and began earlier, is about
// everything that a thread, given by index, is about.
func (p *planner) isDuplicate(i int) bool {
	for j, earlier := range p.state.Threads[:i] {
		if p.kept[j] && earlier.Path == p.state.Threads[i].Path && containsAll(Fingerprints(p.state.Threads[i].Body), Fingerprints(earlier.Body)) {
			return true
		}
	}
	return false
}

// containsAll reports whether all of some fingerprints are among others.
func containsAll(some, others []string) bool {
	return !slices.ContainsFunc(some, func(fp string) bool { return !slices.Contains(others, fp) })
}

// retractDuplicates gives a review of which everything is said by others another
// text: GitHub lets nobody delete one.
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
			p.Reviews = append(p.Reviews, Posted{r.ID, "Another run looked at the same commit at the same moment: its review says what this one said."})
		}
	}
}

// state tells whether something that a thread is about is still found, and whether
// it is in scope. A file that the pull request no longer changes is out of it, and
// taken to be as it was. known is false when the file could not be looked at.
func (p *planner) status(th Thread, files []File) (found, inScope, known bool) {
	about, changed := Fingerprints(th.Body), false
	for _, f := range files {
		if !(topic{file: f}).onSameFile(th) {
			continue
		}
		changed = true
		if f.Plan == nil {
			return false, false, false
		}
		found = found || slices.ContainsFunc(f.fingerprints, func(fp string) bool { return slices.Contains(about, fp) })
		inScope = inScope || slices.ContainsFunc(findingsInScope(f, p.Scope), func(i int) bool { return slices.Contains(about, f.fingerprints[i]) })
	}
	return found || !changed, inScope, true
}

// withinLimit returns the topics that there is room for beside the threads that
// stay, the most severe ones, in the order that they have.
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
		return slices.ContainsFunc(least, func(l topic) bool { return l.file.Path == t.file.Path && slices.Equal(l.fingerprints, t.fingerprints) })
	})
}

// severity returns the highest of the topic's findings.
func (t topic) severity() rules.Severity {
	worst := rules.Off
	for _, f := range t.findings {
		worst = max(worst, f.Severity)
	}
	return worst
}

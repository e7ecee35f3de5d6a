package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint/config"
)

// pieces are the lines of the random files: some have findings, with and without
// suggestions, some have none.
var pieces = []string{
	"RUN apt-get update && apt-get install curl", "ADD a.py /a.py", "ADD b.py /b.py", "MAINTAINER me", "ENV A b", "EXPOSE 22", "EXPOSE 80",
	"RUN curl -k https://example.org", "RUN true", "# a comment", "", "WORKDIR /app", "COPY . .", "RUN pip install flask", "RUN sudo make", "CMD run it",
}

// world is a pull request: its file, what the bot posted, and what people did.
type world struct {
	path, previous string
	lines          []string
	base           *string // nil for a file that the pull request adds
	scope          config.Scope
	hunks          diff.Hunks
	unreadable     bool
	state          State
	options        Options
	next           int
	// settled are the threads that people resolved, as they were then.
	settled map[string]Thread
}

func (w *world) file() File {
	f := File{Path: w.path, Previous: w.previous, Hunks: w.hunks}
	if !w.unreadable {
		source := strings.Join(w.lines, "\n") + "\n"
		f = changed(f, w.base, source, w.scope)
	}
	return f
}

// push changes the file. Threads move with their lines or become outdated, as on GitHub.
func (w *world) push(t *rapid.T) {
	old := w.lines
	if rapid.Bool().Draw(t, "edit") {
		w.lines = edited(t, w.lines)
	} else {
		w.lines = randomLines(t)
	}
	w.hunks = diff.Hunks{{First: rapid.IntRange(1, 3).Draw(t, "first"), Last: rapid.IntRange(1, 12).Draw(t, "last")}}
	w.unreadable = rapid.IntRange(0, 9).Draw(t, "unreadable") == 0
	w.previous = ""
	if rapid.IntRange(0, 9).Draw(t, "rename") == 0 {
		w.previous = w.path
		w.path = fmt.Sprintf("%d.Dockerfile", w.next)
		w.next++
	}
	for i := range w.state.Threads {
		th := &w.state.Threads[i]
		if th.Line == 0 {
			continue
		}
		first := max(th.StartLine, 1)
		if th.StartLine == 0 {
			first = th.Line
		}
		commented, length := old[min(first, len(old))-1:min(th.Line, len(old))], th.Line-first+1
		th.Line = 0
		for at := 0; at+length <= len(w.lines); at++ {
			if slices.Equal(w.lines[at:at+length], commented) && w.hunks.Holds(at+1, at+length) && th.Path == w.path {
				if th.Line = at + length; th.StartLine > 0 {
					th.StartLine = at + 1
				}
				break
			}
		}
	}
}

func randomLines(t *rapid.T) []string {
	lines := []string{"FROM debian:12-slim"}
	for _, i := range rapid.SliceOfN(rapid.IntRange(0, len(pieces)-1), 0, 8).Draw(t, "pieces") {
		lines = append(lines, pieces[i])
	}
	return lines
}

// edited returns lines with one of them edited, so that its findings stay: a word or a value more.
func edited(t *rapid.T, lines []string) []string {
	lines = slices.Clone(lines)
	if at := rapid.IntRange(0, len(lines)-1).Draw(t, "line"); at > 0 && lines[at] != "" {
		lines[at] += rapid.SampledFrom([]string{"c", "-2", " "}).Draw(t, "more")
	}
	return lines
}

// run plans and carries out the first steps of the plan: the others fail.
func (w *world) run(steps int, mayResolve bool) Actions {
	plan := Plan([]File{w.file()}, w.options, w.state)
	w.carryOut(plan, steps, mayResolve)
	return plan
}

// carryOut carries out the first steps of a plan.
func (w *world) carryOut(plan Actions, steps int, mayResolve bool) {
	do := func(action func()) {
		if steps--; steps >= 0 {
			action()
		}
	}
	if !plan.Empty() {
		do(func() {
			posted := Posted{ID: int64(w.next), Body: plan.Body}
			w.next++
			w.state.Reviews = append(w.state.Reviews, posted)
			for _, c := range plan.Comments {
				th := Thread{ID: fmt.Sprint(w.next), CommentID: int64(w.next), ReviewID: posted.ID, Path: c.Path, Line: c.Line, Body: c.Body}
				if c.StartLine != nil {
					th.StartLine = *c.StartLine
				}
				w.next++
				w.state.Threads = append(w.state.Threads, th)
			}
		})
	}
	thread := func(id int64) *Thread {
		return &w.state.Threads[slices.IndexFunc(w.state.Threads, func(th Thread) bool { return th.CommentID == id })]
	}
	for _, e := range plan.Edits {
		do(func() { thread(e.CommentID).Body = e.Body })
	}
	for _, c := range plan.Resolves {
		do(func() {
			if mayResolve {
				thread(c.CommentID).Resolved = true
			} else {
				thread(c.CommentID).Body = c.Body
			}
		})
	}
	for _, v := range plan.Reviews {
		do(func() {
			w.state.Reviews[slices.IndexFunc(w.state.Reviews, func(r Posted) bool { return r.ID == v.ID })].Body = v.Body
		})
	}
	for _, id := range plan.Deletes {
		do(func() {
			w.state.Threads = slices.DeleteFunc(w.state.Threads, func(th Thread) bool { return th.CommentID == id })
		})
	}
}

// check checks the invariants after a successful run.
func (w *world) check(t *rapid.T, plan Actions) {
	f := adopt([]File{w.file()}, w.state)[0]
	for id, before := range w.settled {
		now := w.state.Threads[slices.IndexFunc(w.state.Threads, func(th Thread) bool { return th.ID == id })]
		if !now.Resolved || now.Body != before.Body {
			t.Fatalf("the thread %s, which a person resolved, was touched: %+v", id, now)
		}
	}
	if f.Plan == nil {
		return
	}
	open := map[string]int{}
	earlier := map[string]bool{}
	for _, r := range w.state.Reviews {
		fps := Fingerprints(r.Body)
		if len(fps) > 0 && !slices.ContainsFunc(fps, func(fp string) bool { return !earlier[fp] }) {
			t.Fatalf("a review says only what earlier ones said: %s", r.Body)
		}
		for _, fp := range fps {
			earlier[fp] = true
		}
	}
	for _, th := range w.state.Threads {
		if !th.open() {
			continue
		}
		if th.Line == 0 {
			t.Fatalf("an open thread is outdated: %+v", th)
		}
		for _, settled := range w.settled {
			if th.Path == settled.Path && slices.ContainsFunc(Fingerprints(th.Body), func(fp string) bool { return slices.Contains(Fingerprints(settled.Body), fp) }) {
				t.Fatalf("a finding that a person resolved is raised again: %+v", th)
			}
		}
		suggestions := f.Plan.Suggestions
		if f.Inline != nil {
			suggestions = f.Inline.Suggestions
		}
		if strings.Contains(th.Body, "```suggestion") && !slices.ContainsFunc(suggestions, func(s fix.Suggestion) bool {
			return s.EndLine == th.Line && (s.StartLine == th.StartLine || s.StartLine == th.Line && th.StartLine == 0)
		}) {
			t.Fatalf("a thread's suggestion would replace the wrong lines: %+v", th)
		}
		for _, about := range marksIn(th.Body) {
			fp := about.fingerprint
			if open[fp]++; open[fp] > 1 {
				t.Fatalf("two open threads are about %s", fp)
			}
			if !slices.ContainsFunc(f.marks, func(m mark) bool { return m.fingerprint == fp }) {
				t.Fatalf("an open thread is about findings that are fixed or out of scope: %+v", th)
			}
		}
	}
	for _, topic := range topics(f) {
		for i, m := range topic.marks {
			dismissed := slices.ContainsFunc(w.state.Threads, func(th Thread) bool {
				return th.Resolved && th.ResolvedByPerson && topic.file.isAbout(th, m)
			})
			if open[m.fingerprint] == 0 && !dismissed && !earlier[m.on(w.path).id()] && plan.LeftOut == 0 {
				t.Fatalf("not posted: %s: %s", topic.findings[i].Rule.ID, topic.findings[i].Message)
			}
		}
	}
	if again := Plan([]File{w.file()}, w.options, w.state); !again.NothingToDo() {
		t.Fatalf("a second run at the same head has something to do: %+v", again)
	}
}

// TestLifeOfAReview plays random pull requests: pushes, renames, people who resolve and
// reply, two runs at the same time, failing requests, tokens that can't resolve threads.
// After each successful run:
//   - no finding has two open threads, and no open thread is outdated or about fixed findings
//   - threads that people resolved are untouched, and their findings aren't raised again
//   - every finding is posted somewhere
//   - a second run has nothing to do
func TestLifeOfAReview(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := &world{path: "Dockerfile", lines: []string{"FROM debian:12-slim"}, settled: map[string]Thread{}, next: 1}
		w.options.Head = "0123456789"
		w.scope = rapid.SampledFrom([]config.Scope{config.Introduced, config.Introduced, config.Touched, config.Everything}).Draw(t, "scope")
		if rapid.Bool().Draw(t, "is in the base") {
			w.lines = randomLines(t)
			base := strings.Join(w.lines, "\n") + "\n"
			w.base = &base
		}
		w.options.MaxComments = rapid.SampledFrom([]int{0, 0, 1, 3}).Draw(t, "limit")
		mayResolve := rapid.Bool().Draw(t, "may resolve")
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			w.push(t)
			if rapid.IntRange(0, 3).Draw(t, "fails") == 0 {
				w.run(rapid.IntRange(0, 3).Draw(t, "until"), mayResolve)
			}
			if rapid.IntRange(0, 3).Draw(t, "two at once") == 0 {
				other := Plan([]File{w.file()}, w.options, w.state)
				w.run(1000, mayResolve)
				w.carryOut(other, rapid.SampledFrom([]int{1000, 1}).Draw(t, "until the other"), mayResolve)
				if n := len(w.state.Threads); n > 0 && rapid.IntRange(0, 3).Draw(t, "a person replies") == 0 {
					w.state.Threads[rapid.IntRange(0, n-1).Draw(t, "thread")].HasReplies = true
				}
			}
			w.check(t, w.run(1000, mayResolve))
			if n := len(w.state.Threads); n > 0 && rapid.IntRange(0, 3).Draw(t, "a person resolves") == 0 {
				if th := &w.state.Threads[rapid.IntRange(0, n-1).Draw(t, "thread")]; th.open() {
					th.Resolved, th.ResolvedByPerson = true, true
					w.settled[th.ID] = *th
				}
			}
		}
	})
}

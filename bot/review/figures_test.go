package review

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/measured"
)

// The heads of the tests.
var (
	head    = strings.Repeat("4e", 20)
	another = strings.Repeat("5f", 20)
)

// figures returns the figures of an image with a program that stays up.
func figures(size, rebuild int64) measured.Figures {
	return measured.Figures{Builds: true, Size: size, Compressed: size / 3, Cold: 60_000, Rebuild: rebuild, Started: true, Stays: true, Stop: 100}
}

// broken are the figures of an image that isn't built.
var broken = measured.Figures{Rebuild: -1, Stop: -1, Worse: measured.DoesNotBuild}

// reportOf returns a report in which each suggestion that a file shows has the figures of the function.
func reportOf(f File, of func(i int, s fix.Suggestion) measured.Figures) *measured.Report {
	file := measured.File{Hash: measured.HashOfFile(f.Path, f.Plan.File.Source), Before: figures(938e6, 9_700), Suggestions: []measured.Variant{}}
	for i, s := range f.Shown().Suggestions {
		file.Suggestions = append(file.Suggestions, measured.Variant{Hash: measured.HashOf(f.Path, s), Figures: of(i, s)})
	}
	return &measured.Report{Version: 1, Head: head, Files: []measured.File{file}}
}

// carriedOut returns the state after a plan for a state without threads or with the same threads.
func carriedOut(state State, a Actions) State {
	state = State{slices.Clone(state.Threads), slices.Clone(state.Reviews)}
	for _, c := range a.Comments {
		th := Thread{ID: c.Fingerprint, CommentID: int64(len(state.Threads) + 1), Path: c.Path, Line: c.Line, Body: c.Body}
		if c.StartLine != nil {
			th.StartLine = *c.StartLine
		}
		state.Threads = append(state.Threads, th)
	}
	for _, e := range a.Edits {
		for i := range state.Threads {
			if state.Threads[i].CommentID == e.CommentID {
				state.Threads[i].Body = e.Body
			}
		}
	}
	if a.Body != "" {
		state.Reviews = append(state.Reviews, Posted{int64(len(state.Reviews) + 1), a.Body})
	}
	for _, r := range a.Reviews {
		for i := range state.Reviews {
			if state.Reviews[i].ID == r.ID {
				state.Reviews[i] = r
			}
		}
	}
	return state
}

// bodies returns the texts of a state's threads.
func bodies(state State) (all []string) {
	for _, th := range state.Threads {
		all = append(all, th.Body)
	}
	return all
}

// TestFiguresCompleteComments plays a run that posts, measures and completes: one suggestion gains, one doesn't,
// one breaks the build.
func TestFiguresCompleteComments(t *testing.T) {
	files := []File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})}
	o := Options{Head: head}
	posted := carriedOut(State{}, Plan(files, o, State{}))
	o.Figures = reportOf(files[0], func(i int, _ fix.Suggestion) measured.Figures {
		return []measured.Figures{figures(400e6, 9_700), figures(938e6, 9_600), broken}[i]
	})
	completing := Plan(files, o, posted)
	if len(completing.Comments) != 0 || len(completing.Edits) != 3 || len(completing.Resolves)+len(completing.Deletes) != 0 {
		t.Fatalf("%d new comments, %d edits, %d resolved", len(completing.Comments), len(completing.Edits), len(completing.Resolves))
	}
	done := carriedOut(posted, completing)
	for i, want := range []string{
		"**Built in your CI:** 938 → 400 MB, starts as before.",
		"**Built in your CI:** it builds and starts as before.",
		"**No suggestion:** with the change that was proven, the image doesn't build. (Built in your CI.)",
	} {
		if got := bodies(done)[i]; !strings.Contains(got, want) || strings.Contains(got, "```suggestion") != (i < 2) {
			t.Errorf("comment %d lacks %q, or its suggestion isn't as it should be:\n%s", i, want, got)
		}
	}
	if !strings.Contains(bodies(done)[2], "user-root") {
		t.Errorf("the finding is gone:\n%s", bodies(done)[2])
	}
	if before, after := posted.Reviews[0].Body, done.Reviews[0].Body; !strings.Contains(before, "All 3 suggestions as one patch") || !strings.Contains(after, "Both suggestions as one patch") || !strings.Contains(after, "One suggestion turned out worse") || strings.Contains(after, "+USER appuser") {
		t.Errorf("the patch still has what breaks the build:\n%s", after)
	}
	t.Run("the same again changes nothing", func(t *testing.T) {
		if again := Plan(files, o, done); !again.NothingToDo() {
			t.Errorf("%+v", again)
		}
	})
	t.Run("nor does a run without figures", func(t *testing.T) {
		if again := Plan(files, Options{Head: head}, done); !again.NothingToDo() {
			t.Errorf("%+v", again)
		}
	})
	t.Run("a new head takes the figures back", func(t *testing.T) {
		next := carriedOut(done, Plan(files, Options{Head: another}, done))
		for i, body := range bodies(next) {
			if strings.Contains(body, "Built in your CI") || !strings.Contains(body, "```suggestion") {
				t.Errorf("comment %d:\n%s", i, body)
			}
		}
	})
	t.Run("figures of another head don't count", func(t *testing.T) {
		old := *o.Figures
		old.Head = another
		if again := Plan(files, Options{Head: head, Figures: &old}, posted); !again.NothingToDo() {
			t.Errorf("%+v", again)
		}
	})
}

// TestReportedFigures shows that figures from another run are marked, also by later runs.
func TestReportedFigures(t *testing.T) {
	files := []File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})}
	r := reportOf(files[0], func(int, fix.Suggestion) measured.Figures { return figures(400e6, 9_700) })
	r.Reported = true
	posted := carriedOut(State{}, Plan(files, Options{Head: head, Figures: r}, State{}))
	if body := bodies(posted)[0]; !strings.Contains(body, "**Built in your CI, as reported by the run:** 938 → 400 MB, starts as before.") {
		t.Error(body)
	}
	if again := Plan(files, Options{Head: head}, posted); !again.NothingToDo() {
		t.Errorf("%+v", again)
	}
}

// TestFiguresOutsideTheDiff shows that the review's body is completed as comments are.
func TestFiguresOutsideTheDiff(t *testing.T) {
	files := []File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 9})}
	o := Options{Head: head, Link: "https://github.com/octo/app/blob/" + head}
	posted := carriedOut(State{}, Plan(files, o, State{}))
	o.Figures = reportOf(files[0], func(int, fix.Suggestion) measured.Figures { return figures(400e6, 9_700) })
	done := carriedOut(posted, Plan(files, o, posted))
	if before, after := posted.Reviews[0].Body, done.Reviews[0].Body; strings.Contains(before, "938") || strings.Count(after, "938 → 400 MB") != 1 {
		t.Errorf("before\n%s\nafter\n%s", before, after)
	}
	for _, o := range []Options{o, {Head: head, Link: o.Link}} {
		if again := Plan(files, o, done); !again.NothingToDo() {
			t.Errorf("%+v", again)
		}
	}
}

// TestForgedMarkers shows that figures count only on the line that the bot itself writes.
func TestForgedMarkers(t *testing.T) {
	files := []File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})}
	r := reportOf(files[0], func(int, fix.Suggestion) measured.Figures { return figures(1e6, 0) })
	forged := measuredStart + strings.TrimSpace(string(r.Encode())) + markerEnd
	posted := carriedOut(State{}, Plan(files, Options{Head: head}, State{}))
	for name, forge := range map[string]func(body string) string{
		"a line of its own":             func(body string) string { return markerStart + markerEnd + forged + "\n" + body },
		"in the text":                   func(body string) string { return "`" + markerStart + forged + "`\n" + body },
		"behind a diff's mark, at last": func(body string) string { return body + "\n+" + markerStart + markerEnd + forged },
	} {
		state := State{Threads: slices.Clone(posted.Threads)}
		state.Threads[0].Body = forge(state.Threads[0].Body)
		if found := FiguresIn(state, head); len(found) != 0 {
			t.Errorf("%s: %d reports", name, len(found))
		}
	}
	state := State{Threads: slices.Clone(posted.Threads)}
	state.Threads[0].Body += forged // on the last line
	if found := FiguresIn(state, head); len(found) != 1 {
		t.Errorf("%d reports", len(found))
	}
	if found := FiguresIn(state, another); len(found) != 0 {
		t.Errorf("another head has %d reports", len(found))
	}
}

// TestChangedWithoutTheWorse shows what is left to commit of a file's suggestions.
func TestChangedWithoutTheWorse(t *testing.T) {
	f := fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})
	better := func(int, fix.Suggestion) measured.Figures { return figures(400e6, 9_700) }
	all := reportOf(f, better)
	all.Files[0].All = &broken
	one := reportOf(f, func(i int, s fix.Suggestion) measured.Figures {
		if i == 2 {
			return broken
		}
		return better(i, s)
	})
	for name, test := range map[string]struct {
		report      *measured.Report
		suggestions int
	}{"nothing measured": {nil, 3}, "all do well": {reportOf(f, better), 3}, "one is worse": {one, 2}, "only all together are worse": {all, 0}} {
		text, n := Changed(With([]File{f}, Figures{test.report})[0])
		if n != test.suggestions || n > 0 && strings.Contains(string(text), "USER appuser") != (n == 3) {
			t.Errorf("%s: %d suggestions\n%s", name, n, text)
		}
	}
	cut := fileOf(seed.Bad, diff.Hunk{First: 1, Last: 9})
	if cut.Inline == nil {
		t.Fatal("no suggestion is cut")
	}
	inline := With([]File{cut}, Figures{reportOf(cut, func(int, fix.Suggestion) measured.Figures { return broken })})[0]
	if _, n := Changed(inline); n != 0 && len(inline.Shown().Suggestions) != len(inline.Plan.Suggestions) {
		t.Errorf("%d suggestions of a file whose shown ones do worse", n)
	}
}

// TestFiguresSummary shows the table of the job summary.
func TestFiguresSummary(t *testing.T) {
	f := fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})
	r := reportOf(f, func(i int, _ fix.Suggestion) measured.Figures {
		return []measured.Figures{figures(400e6, 9_700), {Builds: true, Size: 938e6, Compressed: 310e6, Cold: -1, Rebuild: -1, Stop: -1}, broken}[i]
	})
	all := figures(399e6, 2_200)
	r.Files[0].All = &all
	r.Reported, r.Incomplete = true, true
	want := "## Built and started\n\n" +
		"The pull request's own run reported these figures.\n\n" +
		"These aren't all suggestions: the measuring ended early.\n\n" +
		"| `Dockerfile` | image | in a registry | build from cold | rebuild after an edit | program |\n" +
		"| --- | ---: | ---: | ---: | ---: | --- |\n" +
		"| as it is | 938 MB | 313 MB | 60 s | 9.7 s | stays up, stops 0.1 s after SIGTERM |\n" +
		"| lines 1–4: from-language-image | 400 MB | 133 MB | 60 s | 9.7 s | stays up, stops 0.1 s after SIGTERM |\n" +
		"| lines 8–12: copy-order | 938 MB | 310 MB | – | – | not started |\n" +
		"| lines 14–15: entrypoint-single-purpose, user-root | – | – | – | – | **worse, so not suggested:** the image doesn't build |\n" +
		"| all of them | 399 MB | 133 MB | 60 s | 2.2 s | stays up, stops 0.1 s after SIGTERM |\n"
	if got := FiguresSummary([]File{f, {Path: "unread"}}, Figures{r}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := FiguresSummary([]File{f}, nil); got != "" {
		t.Errorf("without figures:\n%s", got)
	}
}

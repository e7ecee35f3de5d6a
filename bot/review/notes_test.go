package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

const quietFile = "FROM debian:12-slim\nUSER nobody\n"

// TestNotes shows the lines beside the findings, and that long ones are cut.
func TestNotes(t *testing.T) {
	if notes := Notes([]File{fileOf(quietFile)}); len(notes) != 0 {
		t.Errorf("%q", notes)
	}
	ignoring := fileOf(quietFile)
	ignoring.Ignores = []config.Ignore{{Name: "user-root", Line: 3}, {Name: "all", Line: 5}}
	skipped := File{Path: "a/Dockerfile"}
	skipped.LeaveOut("generated", dockerfile.Parse("a/Dockerfile", []byte(quietFile)))
	want := []string{
		"Not reviewed: `a/Dockerfile` (generated).",
		"This change switches off `user-root` (`Dockerfile`, line 3), all of BuildKit's checks (`Dockerfile`, line 5).",
	}
	if notes := Notes([]File{ignoring, skipped}); !slices.Equal(notes, want) {
		t.Errorf("%q, want %q", notes, want)
	}
	if notes := Notes(slices.Repeat([]File{skipped}, 23)); !strings.HasSuffix(notes[0], "`a/Dockerfile` (generated), and 3 more.") {
		t.Errorf("%q", notes)
	}
}

// TestSwitchedOffIsSaidOnce shows that a review names what a change switches off, without any
// finding, and not what an earlier review has named.
func TestSwitchedOffIsSaidOnce(t *testing.T) {
	f := fileOf(quietFile)
	f.Ignores = []config.Ignore{{Name: "user-root", Line: 3, Subject: "RUN a"}}
	first := Plan([]File{f}, Options{}, State{})
	if !strings.HasPrefix(first.Body, "This change switches off `user-root` (`Dockerfile`, line 3).") || len(first.Comments) != 0 {
		t.Fatalf("%+v", first)
	}
	said := State{Reviews: []Posted{{ID: 1, Body: first.Body}}}
	f.Ignores[0].Line = 4
	if again := Plan([]File{f}, Options{}, said); !again.NothingToDo() {
		t.Errorf("%+v", again)
	}
	f.Ignores = append(f.Ignores, config.Ignore{Name: "maintainer", Line: 9})
	if more := Plan([]File{f}, Options{}, said); !strings.Contains(more.Body, "maintainer") || strings.Contains(more.Body, "user-root") {
		t.Errorf("%+v", more)
	}
}

// TestThreadsOfFilesNotReviewed shows what becomes of threads on a file that is reviewed no more.
func TestThreadsOfFilesNotReviewed(t *testing.T) {
	f := checked(File{Path: "Dockerfile", Hunks: diff.Hunks{{First: 1, Last: 4}}}, tableFile)
	posted := Plan([]File{f}, Options{}, State{}).Comments[0]
	state := State{Threads: []Thread{{ID: "T", CommentID: 1, Path: f.Path, Line: posted.Line, Body: posted.Body}}}
	f.LeaveOut("generated", dockerfile.Parse(f.Path, []byte(tableFile)))
	actions := Plan([]File{f}, Options{}, state)
	if len(actions.Resolves) != 1 || !strings.HasPrefix(actions.Resolves[0].Body, "This file is no longer reviewed: it's generated.") || !actions.Empty() {
		t.Errorf("%s", fmt.Sprint(actions))
	}
}

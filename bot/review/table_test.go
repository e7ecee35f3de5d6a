package review

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/lint/config"
)

var update = flag.Bool("update", false, "write testdata/plan.golden")

// The table's columns: what the head has, whether the merge base has the finding too, which
// lines the diff shows, what the bot posted before, and the scope. The file has one finding,
// on lines 2 and 3, with a suggestion for them.
const (
	tableFile = "FROM debian:12-slim\nCMD python3 \\\n -u serve.py\nUSER nobody\n"
	tableGone = "FROM debian:12-slim\nCMD [\"python3\"]\nUSER nobody\n"
)

var (
	tableHeads  = []string{"finding", "fixed", "unreadable", "not in the diff"}
	tableBases  = []string{"new", "in the base"}
	tableHunks  = map[string]diff.Hunks{"inside": {{First: 1, Last: 4}}, "cut": {{First: 1, Last: 2}}, "outside": {{First: 4, Last: 4}}}
	tableSaid   = []string{"nothing", "thread", "thread elsewhere", "thread outdated", "thread of old text", "closed by edit", "resolved by us", "resolved by person", "in a body", "thread, old name", "twice", "twice, answered"}
	tableScopes = []config.Scope{config.Introduced, config.Touched, config.Everything}
)

// TestTable compares the plans for hundreds of cases with a table that people can read.
func TestTable(t *testing.T) {
	var b strings.Builder
	n := 0
	for _, head := range tableHeads {
		for _, base := range tableBases {
			for _, hunks := range []string{"inside", "cut", "outside"} {
				for _, said := range tableSaid {
					for _, scope := range tableScopes {
						n++
						fmt.Fprintf(&b, "%-15s | %-11s | %-7s | %-18s | %-10s -> %s\n", head, base, hunks, said, scope, tableRow(t, head, base, hunks, said, scope))
					}
				}
			}
		}
	}
	const golden = "testdata/plan.golden"
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil { //nolint:gosec // a folder of the repository
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil { //nolint:gosec // a file of the repository
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(old)) {
		if i >= len(got) || i >= len(old) || got[i] != old[i] {
			t.Fatalf("line %d of %d cases:\n%s\nwas\n%s", i+1, n, got[min(i, len(got)-1)], old[min(i, len(old)-1)])
		}
	}
	t.Logf("%d cases", n)
}

// tableRow plans one case and describes the actions.
func tableRow(t *testing.T, head, base, hunks, said string, scope config.Scope) string {
	about := File{Path: "Dockerfile", Previous: map[bool]string{true: "old/Dockerfile"}[said == "thread, old name"], Hunks: tableHunks[hunks]}
	f := changed(about, nil, tableFile, config.Everything)
	if len(f.Plan.Findings) != 1 || len(f.Plan.Suggestions) != 1 || f.Plan.Suggestions[0].StartLine != 2 || f.Plan.Suggestions[0].EndLine != 3 {
		t.Fatalf("the table's file has other findings: %+v", f.Plan)
	}
	at := topics(f)[0]
	start, line := 2, 3
	th := Thread{ID: "T", CommentID: 1, ReviewID: 1, Path: f.Path, StartLine: start, Line: line, Body: at.commentText(true) + "\n\n" + marker(at.marks)}
	if c, ok := at.comment(); ok && hunks != "inside" {
		th.StartLine, th.Line, th.Body = 0, c.Line, c.Body
	}
	was := State{Threads: []Thread{th}, Reviews: []Posted{{ID: 1, Body: "Drydock has one comment."}}}
	switch first := &was.Threads[0]; said {
	case "nothing":
		was = State{}
	case "thread elsewhere":
		first.StartLine, first.Line = 0, 1
	case "thread outdated":
		first.StartLine, first.Line = 0, 0
	case "thread of old text":
		first.Body = "Something else.\n\n" + marker(at.marks)
	case "closed by edit":
		first.Body = "Fixed.\n\n" + resolvedStart + at.marks[0].fingerprint + markerEnd
	case "resolved by us":
		first.Resolved = true
	case "resolved by person":
		first.Resolved, first.ResolvedByPerson = true, true
	case "in a body":
		was = State{Reviews: []Posted{{ID: 1, Body: at.bodyText("")}}}
	case "thread, old name":
		first.Path, first.Line = f.Previous, 0
	case "twice", "twice, answered":
		again := th
		again.ID, again.CommentID, again.ReviewID, again.HasReplies = "U", 2, 2, said != "twice"
		was.Threads = append(was.Threads, again)
		was.Reviews = append(was.Reviews, Posted{ID: 2, Body: "Drydock has one comment."})
	}
	var before *string
	if base == "in the base" {
		text := tableFile + "EXPOSE 80\n"
		before = &text
	}
	files := []File{changed(about, before, tableFile, scope)}
	switch head {
	case "fixed":
		files[0] = checked(File{Path: f.Path, Previous: f.Previous, Hunks: diff.Hunks{{First: 1, Last: 3}}}, tableGone)
		if len(files[0].Plan.Findings) != 0 {
			t.Fatalf("the table's fixed file has findings: %+v", files[0].Plan.Findings)
		}
	case "unreadable":
		files[0] = File{Path: f.Path, Previous: f.Previous, Hunks: f.Hunks}
	case "not in the diff":
		files = nil
	}
	return tableActions(Plan(files, Options{Head: "0123456"}, was))
}

// tableActions describes actions in one line.
func tableActions(a Actions) string {
	var done []string
	for _, c := range a.Comments {
		text := "comment on " + strings.TrimPrefix(c.Place(), "Dockerfile, ")
		switch {
		case strings.Contains(c.Body, "```suggestion"):
			text += " with a suggestion"
		case strings.Contains(c.Body, "```diff"):
			text += " with a diff"
		}
		done = append(done, text)
	}
	if len(Fingerprints(a.Body)) > 0 {
		done = append(done, "post it in the body")
	}
	for range a.Edits {
		done = append(done, "edit the comment")
	}
	for _, c := range a.Resolves {
		first, _, _ := strings.Cut(c.Body, "\n")
		why, _, _ := strings.Cut(first, ":")
		done = append(done, "resolve "+c.ThreadID+" ("+why+")")
	}
	for _, id := range a.Deletes {
		done = append(done, fmt.Sprintf("delete comment %d", id))
	}
	for _, r := range a.Reviews {
		done = append(done, fmt.Sprintf("retract review %d", r.ID))
	}
	if len(done) == 0 {
		return "-"
	}
	return strings.Join(done, ", ")
}

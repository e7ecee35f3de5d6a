package review

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// suggesting returns a topic with one suggestion for a text. Lines of the change are those in changed.
func suggesting(t *testing.T, source string, first, last int, replacement string, changed ...int) topic {
	t.Helper()
	f := File{Path: "Dockerfile", text: dockerfile.Parse("Dockerfile", []byte(source))}
	f.Plan = &fix.Plan{File: &f.text.Common().Document}
	for _, line := range changed {
		f.Changes = append(f.Changes, diff.Change{Before: diff.Hunk{First: line, Last: line}, After: diff.Hunk{First: line, Last: line}})
	}
	rule, err := rules.All.Find("add-instead-of-copy")
	if err != nil {
		t.Fatal(err)
	}
	found := lint.Finding{Rule: rule, Severity: lint.Info, Message: "An effect. A change."}
	found.Start.Line, found.End.Line = changed[0], changed[0]
	return topic{file: f, findings: []lint.Finding{found}, marks: []mark{{fingerprint: "f"}}, suggestion: &fix.Suggestion{StartLine: first, EndLine: last, Replacement: replacement, Rules: []string{rule.ID}}}
}

func numbered(from, to int) (lines []string) {
	for i := from; i <= to; i++ {
		lines = append(lines, fmt.Sprintf("RUN echo %d", i))
	}
	return lines
}

// TestMoves has suggestions that only move a block, and such that look like it.
func TestMoves(t *testing.T) {
	lines := append([]string{"FROM debian:12-slim"}, numbered(2, 20)...)
	source := strings.Join(lines, "\n") + "\n"
	down := strings.Join(slices.Concat(lines[2:18], lines[1:2]), "\n")
	up := strings.Join(slices.Concat(lines[17:18], lines[1:17]), "\n")
	two := strings.Join(slices.Concat(lines[3:18], lines[1:3]), "\n")
	for name, tt := range map[string]struct{ replacement, want string }{
		"down":                {down, "Moves line 2 below line 18."},
		"up":                  {up, "Moves line 18 below line 1."},
		"two lines":           {two, "Moves lines 2–3 below line 18."},
		"moved and changed":   {strings.Replace(down, "echo 2", "echo two", 1), ""},
		"moved and one edit":  {strings.Replace(down, "echo 9", "echo nine", 1), ""},
		"nothing but removed": {strings.Join(lines[2:18], "\n"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			text := suggesting(t, source, 2, 18, tt.replacement, 2).text(true)
			if tt.want != "" && !strings.Contains(text, tt.want) || tt.want == "" && strings.Contains(text, "Moves line") {
				t.Errorf("want %q in\n%s", tt.want, text)
			}
		})
	}
	short := suggesting(t, source, 2, 4, "RUN echo 3\nRUN echo 4\nRUN echo 2", 2).text(true)
	if strings.Contains(short, "Moves") {
		t.Errorf("a short move is plain to see:\n%s", short)
	}
}

// TestFarEdits checks that a suggestion with far edits is a folded diff of the edits, not a wide hull.
func TestFarEdits(t *testing.T) {
	lines := append([]string{"FROM debian:12-slim"}, numbered(2, 20)...)
	source := strings.Join(lines, "\n") + "\n"
	edited := func(places ...int) string {
		changed := slices.Clone(lines[1:19])
		for _, p := range places {
			changed[p-2] = "RUN true"
		}
		return strings.Join(changed, "\n")
	}
	near := suggesting(t, source, 2, 19, edited(2, 8), 2)
	far := suggesting(t, source, 2, 19, edited(2, 19), 2)
	if near.file.farApart(near.suggestion) || !far.file.farApart(far.suggestion) {
		t.Error("near edits are far apart, or far ones aren't")
	}
	want := "```diff\n@@ line 2 @@\n-RUN echo 2\n+RUN true\n@@ line 19 @@\n-RUN echo 19\n+RUN true\n```"
	if text := far.text(false); !strings.Contains(text, want) {
		t.Errorf("want\n%s\nin\n%s", want, text)
	}
	long := suggesting(t, source, 2, 19, strings.Join(numbered(100, 117), "\n"), 2).text(false)
	if !strings.Contains(long, "<details><summary>Suggested change, lines 2–19</summary>") {
		t.Errorf("a long diff isn't folded:\n%s", long)
	}
}

// TestUntouchedLines checks that a comment names the lines that its suggestion changes although the pull
// request left them alone.
func TestUntouchedLines(t *testing.T) {
	const source = "FROM debian:12-slim AS a\n# why\nRUN echo 2 \\\n  && echo 3\nRUN echo 5\nRUN echo 6\n"
	text := suggesting(t, source, 3, 6, "RUN true \\\n  && true\nRUN true\nRUN echo 6", 3).text(true)
	if want := "Also changes line 5, which this pull request left alone"; !strings.Contains(text, want) {
		t.Errorf("want %q in\n%s", want, text)
	}
	text = suggesting(t, source, 3, 5, "RUN true \\\n  && echo 3\nRUN true", 3, 5).text(true)
	if strings.Contains(text, "left alone") {
		t.Errorf("the pull request changed these lines:\n%s", text)
	}
}

// TestSaysOnce checks that a comment has one sentence for findings that say the same.
func TestSaysOnce(t *testing.T) {
	topic := suggesting(t, "FROM debian:12-slim\nADD a /a\nADD b /b\nADD c /c\nRUN true\nADD d /d\n", 2, 4, "COPY a /a\nCOPY b /b\nCOPY c /c", 2)
	for _, line := range []int{3, 4, 6} {
		f := topic.findings[0]
		f.Start.Line, f.End.Line = line, line
		topic.findings, topic.marks = append(topic.findings, f), append(topic.marks, mark{fingerprint: fmt.Sprint(line)})
	}
	text := topic.text(true)
	if strings.Count(text, "An effect.") != 1 || !strings.Contains(text, "(lines 2–4, 6)") {
		t.Errorf("comment\n%s", text)
	}
}

// TestDrafts shows the files that findings propose: a new one to copy, the checked one as a diff.
func TestDrafts(t *testing.T) {
	for name, tt := range map[string]struct {
		draft lint.Draft
		want  []string
	}{
		"a new file": {lint.Draft{Path: "a/.dockerignore", Text: ".git\n*.log\n"}, []string{"<summary>New file <code>a/.dockerignore</code></summary>", "\n```\n.git\n*.log\n```\n"}},
		"the checked file": {
			lint.Draft{Path: "Dockerfile", Text: "FROM a AS build\nRUN b\n", Note: "Only you know why."},
			[]string{"<summary>Draft of <code>Dockerfile</code></summary>", "\n```diff\n-FROM a\n+FROM a AS build\n RUN b\n```\n", "**Before you use it:** Only you know why."},
		},
		"a text with fences": {lint.Draft{Path: "x", Text: "```\n</details>\n"}, []string{"\n````\n```\n</details>\n````\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			topic := suggesting(t, "FROM a\nRUN b\n", 1, 1, "", 1)
			topic.file.Plan.File.Path = "Dockerfile"
			topic.suggestion = nil
			topic.findings[0].Draft = &tt.draft
			text := topic.text(false)
			for _, want := range tt.want {
				if !strings.Contains(text, want) {
					t.Errorf("want %q in\n%s", want, text)
				}
			}
		})
	}
}

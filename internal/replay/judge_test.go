package main

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

// about returns a comment about rules. A suggestion replaces its line, if there is one.
func about(t *testing.T, line int, suggestion string, ids ...string) review.Comment {
	t.Helper()
	c := review.Comment{Path: "Dockerfile", Line: line}
	for _, id := range ids {
		rule, err := rules.All.Find(id)
		if err != nil {
			t.Fatal(err)
		}
		c.Findings = append(c.Findings, lint.Finding{Rule: rule})
	}
	if suggestion != "" {
		c.Suggestion = &fix.Suggestion{StartLine: line, EndLine: line, Replacement: suggestion}
	}
	return c
}

func TestJudge(t *testing.T) {
	const base = "FROM scratch\nENV A 1\nADD a /a\nADD b /b\n"
	const head = "FROM scratch\nENV A 2\nADD a /a\nADD b /b\nADD c /c\nMAINTAINER me\n"
	known := bot.GatherFacts(nil, nil, nil, time.Time{}, nil)
	f := newFile("Dockerfile", []byte(base), []byte(head), config.Default(rules.All), known)
	elsewhere := about(t, 6, "", "maintainer")
	elsewhere.Path = "other/Dockerfile"
	for _, test := range []struct {
		name   string
		said   review.Review
		flags  []string // of the comments
		missed []string
	}{
		{"nothing is said", review.Review{}, nil, []string{"add-instead-of-copy 2→3", "maintainer 0→1"}},
		{
			"what is new is said, in a comment and in the text",
			review.Review{Comments: []review.Comment{about(t, 5, "COPY c /c", "add-instead-of-copy")}, InBody: []review.Comment{about(t, 6, "", "maintainer")}},
			[]string{"", " [in the review's text]"}, nil,
		},
		{
			"an edited line had its finding before",
			review.Review{Comments: []review.Comment{about(t, 2, "ENV A=2", "env-legacy"), about(t, 5, "", "maintainer", "add-instead-of-copy")}},
			[]string{" [old]", ""}, nil,
		},
		{
			"one of a comment's rules is new",
			review.Review{Comments: []review.Comment{about(t, 2, "", "env-legacy", "maintainer"), about(t, 5, "", "add-instead-of-copy")}},
			[]string{"", ""}, nil,
		},
		{
			"a suggestion on an untouched line",
			review.Review{Comments: []review.Comment{about(t, 3, "COPY a /a", "add-instead-of-copy", "maintainer"), about(t, 4, "# why\nADD b /b", "maintainer")}},
			[]string{" [touches]", " [covers]"}, nil,
		},
		{
			"another file's comment",
			review.Review{Comments: []review.Comment{elsewhere, about(t, 5, "", "add-instead-of-copy")}},
			[]string{""}, []string{"maintainer 0→1"},
		},
		{
			"another file's comment speaks for this one",
			review.Review{Comments: []review.Comment{speaksFor(elsewhere, about(t, 6, "", "maintainer")), about(t, 5, "", "add-instead-of-copy")}},
			[]string{""}, nil,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := reviewed{name: "change"}
			r.judge(f, test.said)
			var flags, missing []string
			for _, c := range r.comments {
				flags = append(flags, c.flags())
			}
			for _, m := range r.missed {
				missing = append(missing, m.key+" "+string(rune('0'+m.before))+"→"+string(rune('0'+m.after)))
			}
			if !slices.Equal(flags, test.flags) || !slices.Equal(missing, test.missed) {
				t.Errorf("flags %q, want %q; missed %q, want %q", flags, test.flags, missing, test.missed)
			}
		})
	}
}

func TestNothingIsOldInANewFile(t *testing.T) {
	f := newFile("Dockerfile", nil, []byte("FROM scratch\nENV A 2\n"), config.Default(rules.All), bot.GatherFacts(nil, nil, nil, time.Time{}, nil))
	r := reviewed{name: "change"}
	r.judge(f, review.Review{Comments: []review.Comment{about(t, 2, "ENV A=2", "env-legacy"), about(t, 1, "", "maintainer")}})
	for _, c := range r.comments {
		if got := c.flags(); got != " [new file]" {
			t.Errorf("line %d: flags %q", c.Line, got)
		}
	}
}

func TestLeftAlone(t *testing.T) {
	for _, test := range []struct {
		name, path, base, head string
		alone                  []int
	}{
		{"a new file", "Dockerfile", "", "FROM a\nRUN b\n", nil},
		{"an unchanged file", "Dockerfile", "FROM a\n\n# c\nRUN b\n", "FROM a\n\n# c\nRUN b\n", []int{1, 4}},
		{"a line is added", "Dockerfile", "FROM a\nRUN b\n", "FROM a\nUSER u\nRUN b\n", []int{1, 3}},
		{"a line is replaced", "Dockerfile", "FROM a\nRUN b\nUSER u\n", "FROM a\nRUN c\nUSER u\n", []int{1, 3}},
		{"two edits", "Dockerfile", "FROM a\nRUN b\nUSER u\nRUN d\nRUN e\n", "FROM a\nRUN c\nRUN x\nUSER u\nRUN e\n", []int{1, 4, 5}},
		{"one line of an instruction", "Dockerfile", "FROM a\nRUN b \\\n  && c\nUSER u\n", "FROM a\nRUN b \\\n  && d\nUSER u\n", []int{1, 4}},
		{"a line removed inside an instruction", "Dockerfile", "FROM a\nRUN b \\\n  && x \\\n  && c\nUSER u\n", "FROM a\nRUN b \\\n  && c\nUSER u\n", []int{1, 4}},
		{"an instruction removed between two", "Dockerfile", "FROM a\nRUN b \\\n  && c\nUSER x\nUSER u\n", "FROM a\nRUN b \\\n  && c\nUSER u\n", []int{1, 2, 3, 4}},
		{"the first line removed", "Dockerfile", "# c\nFROM a\nRUN b\n", "FROM a\nRUN b\n", []int{1, 2}},
		{"the last line removed", "Dockerfile", "FROM a\nRUN b \\\n  c\nUSER u\n", "FROM a\nRUN b \\\n  c\n", []int{1, 2, 3}},
		{"no final newline", "Dockerfile", "FROM a\nRUN b", "FROM a\nRUN b\nUSER u", []int{1}},
		{"a here-document", "Dockerfile", "FROM a\nRUN <<E\nb\nE\nUSER u\n", "FROM a\nRUN <<E\nc\nE\nUSER u\n", []int{1, 5}},
		{"other files count by line", "compose.yaml", "services:\n  a:\n    command: >\n      b\n      c\n\n", "services:\n  a:\n    command: >\n      b\n      d\n\n", []int{1, 2, 3, 4}},
		{"a Dockerfile that can't be read counts by line", "Dockerfile", "NOPE a\nRUN b \\\n  c\n", "NOPE a\nRUN b \\\n  d\n", []int{1, 2}},
	} {
		t.Run(test.name, func(t *testing.T) {
			alone := leftAlone(kinds.Parse(test.path, []byte(test.head)), []byte(test.base))
			maps.DeleteFunc(alone, func(_ int, is bool) bool { return !is })
			if got := slices.Sorted(maps.Keys(alone)); !slices.Equal(got, test.alone) {
				t.Errorf("left alone: %v, want %v", got, test.alone)
			}
		})
	}
}

func TestReach(t *testing.T) {
	const text = "FROM a\nRUN one\nRUN two\nRUN three\n" // RUN two is new
	f := file{head: kinds.Parse("Dockerfile", []byte(text)), alone: map[int]bool{1: true, 2: true, 4: true}}
	twins := file{head: kinds.Parse("compose.yaml", []byte("a:\n  - b\nc:\n  - b\n")), alone: map[int]bool{2: true, 4: true}}
	crlf := file{head: kinds.Parse("Dockerfile", []byte(strings.ReplaceAll(text, "\n", "\r\n"))), alone: f.alone}
	for _, test := range []struct {
		name            string
		f               file
		first, last     int
		replacement     string
		touches, covers bool
	}{
		{"the change's own line", f, 3, 3, "RUN zwei", false, false},
		{"a neighbour is rewritten", f, 2, 3, "RUN eins\nRUN zwei", true, false},
		{"a neighbour is kept", f, 2, 3, "RUN one\nRUN zwei", false, true},
		{"the new line moves up", f, 2, 3, "RUN two\nRUN one", false, true},
		{"the new line moves down", f, 3, 4, "RUN three\nRUN two", false, true},
		{"untouched lines change places", f, 2, 4, "RUN three\nRUN two\nRUN one", true, false},
		{"joined with a neighbour", f, 2, 3, "RUN one && two", true, false},
		{"a neighbour is removed", f, 3, 4, "RUN two", true, false},
		{"a line is inserted before one", f, 4, 4, "USER u\nRUN three", false, true},
		{"all lines are deleted", f, 2, 4, "", true, false},
		{"the new line is deleted", f, 3, 3, "", false, false},
		{"one of two that are the same is kept", twins, 1, 4, "a:\n  - b", true, false},
		{"both are kept", twins, 1, 4, "a:\n  - b\nd:\n  - b", false, true},
		{"Windows line endings", crlf, 2, 3, "RUN one\r\nRUN zwei", false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if touches, covers := test.f.reach(test.first, test.last, test.replacement); touches != test.touches || covers != test.covers {
				t.Errorf("touches %v, covers %v, want %v, %v", touches, covers, test.touches, test.covers)
			}
		})
	}
}

func TestCount(t *testing.T) {
	suggests := review.Comment{Suggestion: &fix.Suggestion{}}
	got := count([]reviewed{
		{time: 30 * time.Millisecond, missed: make([]missed, 2), unchecked: 1},
		{time: 10 * time.Millisecond, comments: []comment{{existed: true, old: true, Comment: suggests, touches: true}, {existed: true, inBody: true}, {Comment: suggests, covers: true}}},
		{failed: true},
		{time: 20 * time.Millisecond, comments: []comment{{existed: true, old: true}}, missed: make([]missed, 1)},
	})
	want := totals{
		commits: 3, failed: 1, unchecked: 1, comments: 4, inBody: 1, median: 1, most: 3, silent: 1, existing: 3, old: 2,
		suggestions: 2, touching: 1, covering: 1, missed: 3, medianTime: 20 * time.Millisecond, p95: 30 * time.Millisecond,
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	const table = `| what | figure |
| --- | --- |
| commits | 3 |
| comments | 4, 1 of them in the review's text |
| comments a commit | median 1, mean 1.3, most 3 |
| commits without a comment | 1 (33.3 %) |
| comments on files that existed before | 3 |
| … about what was there before | 2 (66.7 %) |
| suggestions | 2 |
| … that touch what the change left alone | 1 (50.0 %) |
| … that only cover it | 1 (50.0 %) |
| new findings that no comment names | 3 |
| files left out of the review | 1 |
| commits that could not be reviewed | 1 |
| time a commit | median 20 ms, 95th percentile 30 ms |
`
	if got.table() != table {
		t.Errorf("got\n%s", got.table())
	}
	if none := count(nil); none != (totals{}) || !strings.Contains(none.table(), "| suggestions | 0 |\n| … that touch what the change left alone | 0 (0.0 %) |") {
		t.Errorf("no reviews: %+v\n%s", none, none.table())
	}
}

func speaksFor(c review.Comment, others ...review.Comment) review.Comment {
	c.Elsewhere = others
	return c
}

// TestReplacedFinding shows that a finding is new if it replaces another of its rule which the recommended
// profile no longer has: the first base isn't shipped any more.
func TestReplacedFinding(t *testing.T) {
	const base, head = "FROM debian:10\nRUN make\nUSER nobody\n", "FROM debian:10 AS build\nRUN make\nFROM alpine:3.12\nCOPY --from=build /a /a\nUSER nobody\n"
	f := newFile("Dockerfile", []byte(base), []byte(head), config.Default(rules.All), bot.GatherFacts(nil, nil, nil, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), nil))
	r := reviewed{}
	r.judge(f, review.Review{Comments: []review.Comment{about(t, 3, "", "from-end-of-life")}})
	if len(r.comments) != 1 || r.comments[0].old {
		t.Errorf("%+v", r.comments)
	}
}

// TestUnreadableBase shows that nothing counts as missed if the base can't be read.
func TestUnreadableBase(t *testing.T) {
	f := newFile("Dockerfile", []byte("ENV A 1\nFROM scratch\n"), []byte("FROM scratch\nENV A 1\n"), config.Default(rules.All), bot.GatherFacts(nil, nil, nil, time.Time{}, nil))
	r := reviewed{}
	if r.judge(f, review.Review{}); len(r.missed) > 0 {
		t.Errorf("missed %+v", r.missed)
	}
}

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/internal/drydocktest"
)

// replayAll returns the figures of what the options name, without the times.
func replayAll(t *testing.T, o options) totals {
	t.Helper()
	pulls, err := o.pulls(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var reviews []reviewed
	for _, p := range pulls {
		r, err := replay(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if r.time <= 0 {
			t.Errorf("%s took no time", r.name)
		}
		r.time = 0
		reviews = append(reviews, r)
	}
	return count(reviews)
}

func TestChangesInAFolder(t *testing.T) {
	got := replayAll(t, options{changes: "testdata/changes", today: "2025-01-01"})
	want := totals{commits: 2, comments: 3, median: 2, most: 2, existing: 1, suggestions: 2}
	if got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestTodayDecidesInAFolder(t *testing.T) {
	early, late := replayAll(t, options{changes: "testdata/changes", today: "2025-01-01"}), replayAll(t, options{changes: "testdata/changes", today: "2030-01-01"})
	if late.comments != early.comments+1 { // the new file's base image has ended by then
		t.Errorf("%d comments in 2025, %d in 2030", early.comments, late.comments)
	}
}

func TestAFileOnOneSideOnly(t *testing.T) {
	dir := t.TempDir()
	drydocktest.Write(t, filepath.Join(dir, "removed", "base", "Dockerfile"), "FROM alpine\nENV A 1\n")
	drydocktest.Write(t, filepath.Join(dir, "added", "head", "Dockerfile"), "FROM scratch\nADD a /a\n")
	got := replayAll(t, options{changes: dir, today: "2025-01-01"})
	if want := (totals{commits: 2, comments: 1, median: 1, most: 1, silent: 1, suggestions: 1}); got != want {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestStatusOfAFileInAFolder(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"base/removed", "base/modified", "head/modified", "head/added"} {
		drydocktest.Write(t, filepath.Join(dir, filepath.FromSlash(name)), "")
	}
	o, err := openPair(dir, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	want := []bot.Change{{Path: "added", Status: bot.Added}, {Path: "modified", Status: bot.Modified}, {Path: "removed", Status: bot.Removed}}
	if !slices.Equal(o.changes, want) {
		t.Errorf("got %+v", o.changes)
	}
}

// repository makes a repository whose history has all kinds of commits.
func repository(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	git := func(args ...string) { drydocktest.Git(t, dir, args...) }
	commit := func(day, name, text string) {
		t.Helper()
		drydocktest.Write(t, filepath.Join(dir, name), text)
		t.Setenv("GIT_COMMITTER_DATE", day+"T12:00:00Z")
		git("add", "-A")
		git("commit", "-q", "-m", name)
	}
	git("init", "-q", "-b", "main")
	drydocktest.Write(t, filepath.Join(dir, "drydock.yaml"), "max-comments: 1\n")
	commit("2019-06-01", "Dockerfile", "FROM alpine:3.9\nUSER nobody\nCMD [\"top\"]\n")
	commit("2019-07-01", "README.md", "Nothing that Drydock reads.\n")
	commit("2019-08-01", "Dockerfile", "FROM alpine:3.10\nUSER nobody\nCMD [\"top\"]\n")
	commit("2019-09-01", "Dockerfile", "FROM alpine:3.10\nENV A 1\nUSER nobody\nADD a /a\nCMD [\"top\"]\n")
	git("checkout", "-q", "-b", "side", "HEAD~1")
	commit("2019-10-01", "docker/Dockerfile", "FROM alpine:3.10\nENV SIDE 1\nUSER nobody\nCMD [\"top\"]\n")
	git("checkout", "-q", "main")
	git("merge", "-q", "--no-ff", "side", "-m", "merge")
	commit("2022-01-01", "docker/api/Dockerfile", "FROM alpine:3.10\nUSER nobody\nCMD [\"top\"]\n")
	git("rm", "-q", "docker/api/Dockerfile")
	git("commit", "-q", "-m", "remove")
	return dir
}

func TestHistoryOfARepository(t *testing.T) {
	dir := repository(t)
	bare := filepath.Join(t.TempDir(), "bare.git")
	drydocktest.Git(t, dir, "clone", "-q", "--bare", dir, bare)
	for name, repo := range map[string]string{"with a working tree": dir, "from a folder in it": filepath.Join(dir, "docker"), "bare": bare} {
		t.Run(name, func(t *testing.T) {
			// Three commits count, newest first: of 2022, when Alpine 3.10 had ended, and two of 2019. The first
			// commit has no parent, and the others change nothing that Drydock reads, or are merges or merged.
			got := replayAll(t, options{repo: repo, commits: 10})
			if want := (totals{commits: 3, comments: 3, median: 1, most: 2, silent: 1, existing: 2, suggestions: 3}); got != want {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
			if got := replayAll(t, options{repo: repo, commits: 1}); got.commits != 1 || got.comments != 1 || got.existing != 0 {
				t.Errorf("the newest commit: %+v", got)
			}
		})
	}
}

func TestOutput(t *testing.T) {
	page := filepath.Join(t.TempDir(), "page.md")
	drydocktest.Write(t, page, "<!-- figures: made by `make replay CHANGES=FOLDER DOCS=1` -->\n<!-- end of the figures -->\n")
	var out strings.Builder
	o := options{changes: "testdata/changes", today: "2025-01-01", list: true, docs: page}
	if err := o.run(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## edited: Dockerfile, line 3: env-legacy\n\n**",
		"## new: Dockerfile, line 2: add-instead-of-copy [new file]\n\n**",
		"## new: compose.yaml, line 3: compose-image-untagged [new file]\n\n**",
		"```suggestion\nENV B=2\n```",
		"| comments a commit | median 2, mean 1.5, most 2 |\n",
		"| commits without a comment | 0 (0.0 %) |\n",
	} {
		if strings.Count(out.String(), want) != 1 {
			t.Errorf("the output doesn't have once %q:\n%s", want, out.String())
		}
	}
	_, table, _ := strings.Cut(out.String(), "| what |")
	if got, err := os.ReadFile(page); err != nil || !strings.Contains(string(got), "Reviewed on 2025-01-01.\n\n| what |"+table[:strings.Index(table, "| time")]) {
		t.Errorf("%v, the page has\n%s", err, got)
	}
}

func TestSampleIsTheSameForASeed(t *testing.T) {
	print := func(seed uint64, n int) string {
		var out strings.Builder
		if err := (options{changes: "testdata/changes", today: "2025-01-01", sample: n, seed: seed}).run(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		list, _, _ := strings.Cut(out.String(), "| what |")
		return list
	}
	seeds := map[string]bool{}
	for seed := range uint64(10) {
		one := print(seed, 1)
		seeds[one] = true
		if strings.Count(one, "## ") != 1 || one != print(seed, 1) {
			t.Errorf("seed %d prints\n%s", seed, one)
		}
	}
	if len(seeds) != 3 {
		t.Errorf("ten seeds choose %d of three comments", len(seeds))
	}
	if all := print(1, 50); strings.Count(all, "## ") != 3 {
		t.Errorf("a sample of fifty:\n%s", all)
	}
}

func TestOptionsThatDontFit(t *testing.T) {
	for name, o := range map[string]options{
		"nothing to replay":     {},
		"both":                  {repo: ".", changes: "testdata/changes", today: "2025-01-01"},
		"docs of a repository":  {repo: ".", docs: "page.md"},
		"not a day":             {changes: "testdata/changes", today: "tomorrow"},
		"no such folder":        {changes: "testdata/missing", today: "2025-01-01"},
		"a folder of no change": {changes: "testdata/changes/edited/base", today: "2025-01-01"},
		"no repository":         {repo: "testdata/missing"},
	} {
		if _, err := o.pulls(t.Context()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

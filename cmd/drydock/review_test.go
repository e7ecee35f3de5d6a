package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// tree is the files of a commit, by path.
type tree map[string]string

// branch creates a repository whose branch topic changes the files of main. Main has one commit
// before those files.
func branch(t *testing.T, base, head tree) string {
	t.Helper()
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	git(t, dir, "config", "uploadpack.allowFilter", "true")
	git(t, dir, "config", "core.autocrlf", "false")
	commit(t, dir, tree{"first": "commit\n"})
	commit(t, dir, base)
	git(t, dir, "checkout", "-qb", "topic")
	commit(t, dir, head)
	return dir
}

// commit makes files the repository's only ones.
func commit(t *testing.T, dir string, files tree) {
	t.Helper()
	git(t, dir, "rm", "-rqf", "--ignore-unmatch", ".")
	for path, text := range files {
		write(t, filepath.Join(dir, path), text)
	}
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "change", "--allow-empty")
}

// clone clones a repository's branch topic, with a branch main beside it. The clone has no remote.
func clone(t *testing.T, dir string, options ...string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "clone")
	git(t, dir, append(append([]string{"clone", "-q", "-b", "topic"}, options...), "file://"+dir, to)...)
	git(t, to, "branch", "main", "origin/main")
	git(t, to, "remote", "remove", "origin")
	return to
}

// damage makes an object of a repository unreadable.
func damage(t *testing.T, dir, object string) {
	t.Helper()
	cmd := exec.Command("git", "rev-parse", object)
	cmd.Dir = dir
	id, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, ".git", "objects", string(id[:2]), strings.TrimSpace(string(id[2:])))
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	write(t, path, "no object")
}

const (
	clean     = "FROM alpine:3.22\nUSER nobody\nCMD [\"true\"]\n"
	withOld   = "FROM debian:12-slim\nRUN apt-get update && apt-get install curl && rm -rf /var/lib/apt/lists/*\nUSER nobody\nCMD [\"true\"]\n"
	longLines = 3000
)

// TestReviewBadInput reviews branches and repositories that are not as they should be.
func TestReviewBadInput(t *testing.T) {
	const noYes = "run-apt-yes"
	long := "FROM alpine:3.22\n" + strings.Repeat("# one more line\n", longLines-3) + "USER nobody\nCMD [\"true\"]\n"
	for name, tt := range map[string]struct {
		base, head tree
		damage     func(t *testing.T, dir string) string // returns the repository to review
		code       int
		comments   []string // "path:line rule"
		problem    string   // on standard error; "" means it's empty
	}{
		"the base is no Dockerfile": {
			base: tree{"Dockerfile": "Notes on building:\n1. ask\n"}, head: tree{"Dockerfile": withOld},
			code: exitFindings, comments: []string{"Dockerfile:2 " + noYes},
		},
		"the base is a binary file": {
			base: tree{"Dockerfile": "\x7fELF\x00\x00"}, head: tree{"Dockerfile": withOld},
			code: exitFindings, comments: []string{"Dockerfile:2 " + noYes},
		},
		"the head is a binary file, others are reviewed": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": "\x7fELF\x00\x00", "b.Dockerfile": withOld},
			code: exitFailure, comments: []string{"b.Dockerfile:2 " + noYes},
			problem: "Dockerfile: not a text file: it contains a NUL byte",
		},
		"a Dockerfile becomes a Compose file": {
			base: tree{"Dockerfile": "services:\n  db:\n    image: postgres:17\n    restart: always\n"},
			head: tree{"compose.yaml": "services:\n  db:\n    image: postgres:17\n    restart: always\n"},
		},
		"a Compose file becomes a Dockerfile": {
			base: tree{"compose.yaml": withOld}, head: tree{"Dockerfile": withOld},
		},
		"a renamed file is reviewed by what changed": {
			base: tree{"old/Dockerfile": withOld}, head: tree{"new/Dockerfile": withOld + "# the end\n"},
		},
		"a rename with 40 % in common is a new file": {
			base: tree{"old/Dockerfile": withOld + strings.Repeat("# this is gone in the head of it all\n", 8)}, head: tree{"new/Dockerfile": withOld},
			code: exitFindings, comments: []string{"new/Dockerfile:2 " + noYes},
		},
		"only the base has CRLF": {
			base: tree{"Dockerfile": strings.ReplaceAll(withOld, "\n", "\r\n")}, head: tree{"Dockerfile": withOld},
		},
		"only the head has CRLF": {
			base: tree{"Dockerfile": withOld}, head: tree{"Dockerfile": strings.ReplaceAll(withOld, "\n", "\r\n")},
		},
		"one line": {
			base: tree{"README": "x"}, head: tree{"Dockerfile": "FROM alpine:latest\n"},
			code: exitFindings, comments: []string{"Dockerfile:1 from-latest"},
		},
		"no newline at the end": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": strings.TrimSuffix(clean, "\n") + "\nMAINTAINER me"},
			comments: []string{"Dockerfile:4 maintainer"},
		},
		"an emptied file": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": ""},
			code: exitFindings, // in the review's text: no line is left
		},
		"3,000 lines": {
			base: tree{"Dockerfile": long}, head: tree{"Dockerfile": long + "MAINTAINER me\n"},
			comments: []string{fmt.Sprintf("Dockerfile:%d maintainer", longLines+1)},
		},
		"an unmerged path": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": withOld},
			damage: func(t *testing.T, dir string) string {
				git(t, dir, "checkout", "-q", "main")
				commit(t, dir, tree{"Dockerfile": "FROM scratch\n"})
				git(t, dir, "checkout", "-q", "topic")
				cmd := exec.Command("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "merge", "main")
				cmd.Dir = dir
				if out, err := cmd.CombinedOutput(); !strings.Contains(string(out), "CONFLICT") {
					t.Fatalf("%v\n%s", err, out)
				}
				return dir
			},
			code: exitFindings, comments: []string{"Dockerfile:2 " + noYes},
		},
		"a shallow clone": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": withOld},
			damage: func(t *testing.T, dir string) string {
				git(t, dir, "tag", "first", "main~1")
				return clone(t, dir, "--shallow-exclude=first", "--no-single-branch")
			},
			code: exitFindings, comments: []string{"Dockerfile:2 " + noYes},
			problem: "the history can't be read: this clone is shallow; how often files change is estimated",
		},
		"a clone too shallow for a merge base": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": withOld},
			damage:  func(t *testing.T, dir string) string { return clone(t, dir, "--depth=1", "--no-single-branch") },
			code:    exitFailure,
			problem: "this clone is shallow and lacks the common commit of main and HEAD; run `git fetch --unshallow` first",
		},
		"a partial clone without a changed file's base": {
			base: tree{"Dockerfile": clean, "b/Dockerfile": clean}, head: tree{"Dockerfile": clean + "# the end\n", "b/Dockerfile": withOld, "c/Dockerfile": withOld},
			damage: func(t *testing.T, dir string) string { return clone(t, dir, "--filter=blob:none") },
			code:   exitFailure, comments: []string{"c/Dockerfile:2 " + noYes},
			problem: "b/Dockerfile: its text in ",
		},
		"a partial clone without the files to compare for renames": {
			base: tree{"old/Dockerfile": withOld, "moved/Dockerfile": withOld + "RUN true\n"}, head: tree{"new/Dockerfile": withOld + "# the end\n", "Dockerfile": withOld + "RUN true\n"},
			damage: func(t *testing.T, dir string) string { return clone(t, dir, "--filter=blob:none") },
			code:   exitFindings, comments: []string{"new/Dockerfile:2 " + noYes},
			problem: "; files that were renamed and changed count as new",
		},
		"an unreadable object in the history": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": withOld},
			damage: func(t *testing.T, dir string) string { damage(t, dir, "main~1^{tree}"); return dir },
			code:   exitFindings, comments: []string{"Dockerfile:2 " + noYes},
			problem: "; how often files change is estimated",
		},
		"an unreadable folder": {
			base: tree{"Dockerfile": clean, "docs/a": "a"}, head: tree{"Dockerfile": withOld, "docs/a": "a"},
			damage: func(t *testing.T, dir string) string { damage(t, dir, "topic:docs"); return dir },
			code:   exitFindings, comments: []string{"Dockerfile:2 " + noYes},
			problem: "; rules that need other files are skipped",
		},
		"a diff that can't be computed": {
			base: tree{"Dockerfile": clean}, head: tree{"Dockerfile": withOld},
			damage:  func(t *testing.T, dir string) string { damage(t, dir, "main^{tree}"); return dir },
			code:    exitFailure,
			problem: "git ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := branch(t, tt.base, tt.head)
			if tt.damage != nil {
				dir = tt.damage(t, dir)
			}
			r := drydock(t, dir, nil, "", "review", "--base", "main", "--format", "json", "--today", "2026-01-31")
			if comments := commented(r.stdout); r.code != tt.code || !slices.Equal(comments, tt.comments) {
				t.Errorf("exit code %d and comments on %q, want %d and %q\n%s", r.code, comments, tt.code, tt.comments, r.stderr)
			}
			for line := range strings.Lines(r.stderr) {
				if tt.problem == "" || !strings.HasPrefix(line, "drydock: ") {
					t.Errorf("standard error has %q", line)
				}
			}
			if !strings.Contains(r.stderr, tt.problem) {
				t.Errorf("standard error is %q, want %q", r.stderr, tt.problem)
			}
		})
	}
}

// commented returns the places and rules of a review's comments, as "path:line rule".
func commented(review string) (places []string) {
	var planned struct {
		Comments []struct {
			Path       string
			Start_line *int
			Line       int
			Body       string
		}
	}
	_ = json.Unmarshal([]byte(review), &planned) // without a review there are no comments
	for _, c := range planned.Comments {
		_, rule, _ := strings.Cut(c.Body, "<sub>[")
		rule, _, _ = strings.Cut(rule, "]")
		places = append(places, fmt.Sprintf("%s:%d %s", c.Path, c.Line, rule))
	}
	return places
}

// TestReviewFetches checks that in a partial clone git fetches the files that the review reads, and
// nothing for the history, for sizes or for other files.
func TestReviewFetches(t *testing.T) {
	source := branch(t,
		tree{"Dockerfile": withOld, "old/Dockerfile": withOld + "RUN true\n", "notes": "1\n"},
		tree{"Dockerfile": withOld + "# the end\n", "new/Dockerfile": withOld + "RUN true\n# the end\n", "notes": "2\n"})
	for filter, want := range map[string]struct {
		fetches int
		problem string
	}{
		"blob:none": {fetches: 2}, // for the renames, and the base of what is modified
		"tree:0":    {fetches: 3, problem: "drydock: the history can't be read: git log: could not fetch "},
	} {
		dir := filepath.Join(t.TempDir(), "clone")
		git(t, source, "clone", "-q", "-b", "topic", "--filter="+filter, "file://"+source, dir)
		log := filepath.Join(t.TempDir(), "trace")
		r := drydock(t, dir, []string{"GIT_TRACE=" + log}, "", "review", "--base", "origin/main")
		if r.code != 0 || !strings.HasPrefix(r.stdout, "✓ 2 files: ") {
			t.Errorf("%s: exit code %d\n%s", filter, r.code, r.stdout)
		}
		if r.stderr != "" && want.problem == "" || !strings.HasPrefix(r.stderr, want.problem) || strings.Count(r.stderr, "\n") > 1 {
			t.Errorf("%s: standard error has %q, want %q", filter, r.stderr, want.problem)
		}
		const fetch = "run_command: git -c fetch.negotiationAlgorithm=noop fetch"
		if n := strings.Count(read(t, log), fetch); n != want.fetches {
			t.Errorf("%s: git fetched %d times, want %d", filter, n, want.fetches)
		}
	}
}

// TestReviewFlags checks the flags that review shares with check.
func TestReviewFlags(t *testing.T) {
	dir := branch(t, tree{}, tree{"Dockerfile": "FROM ubuntu:24.04\nUSER nobody\nCMD [\"true\"]\n", "compose.yaml": "services:\n  a:\n    image: b:1\n    restart: always\n"})
	program, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	onlyGit := t.TempDir()
	if err := os.Symlink(program, filepath.Join(onlyGit, "git")); err != nil {
		t.Fatal(err)
	}
	const restart, ended = "compose.yaml:4:5: ", "Dockerfile:1:6: "
	for _, tt := range []struct {
		args, stdout, stderr string
		without              string // not on stdout
	}{
		{args: "--today 2026-01-31", stdout: restart, without: ended},
		{args: "--today 2040-01-31", stdout: ended},
		{args: "--today 2026-01-31 --kinds dockerfile", stdout: "✓ 1 file", without: restart},
		{args: "--today 2026-01-31 --debug", stdout: restart, stderr: "drydock: shellcheck is not on PATH; scripts are checked without it\n"},
		{args: "--today tomorrow", stderr: "drydock: --today: \"tomorrow\" is not a date; write it like 2026-01-31\n"},
		{args: "--kinds dockrfile", stderr: `did you mean "dockerfile"?`},
	} {
		r := drydock(t, dir, []string{"PATH=" + onlyGit}, "", append([]string{"review", "--base", "main"}, strings.Fields(tt.args)...)...)
		if !strings.Contains(r.stdout, tt.stdout) || tt.without != "" && strings.Contains(r.stdout, tt.without) {
			t.Errorf("%s printed\n%s", tt.args, r.stdout)
		}
		if tt.stderr == "" && r.stderr != "" || !strings.Contains(r.stderr, tt.stderr) {
			t.Errorf("%s: standard error has %q, want %q", tt.args, r.stderr, tt.stderr)
		}
	}
}

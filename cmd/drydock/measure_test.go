package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/measured"
)

// onlyGit returns an environment in which no builder is there.
func onlyGit(t *testing.T) []string {
	t.Helper()
	git, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(git, filepath.Join(dir, "git")); err != nil {
		t.Fatal(err)
	}
	return []string{"PATH=" + dir}
}

// worth is a Dockerfile with a suggestion.
const worth = "FROM debian:12-slim\nCOPY a /a\nMAINTAINER me\nCMD [\"/a\"]\n"

// TestMeasureRefuses checks that nothing is measured in workflows that run with the repository's secrets.
func TestMeasureRefuses(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), worth)
	for _, event := range []string{"pull_request_target", "issue_comment", "workflow_run"} {
		r := drydock(t, dir, append(onlyGit(t), "GITHUB_EVENT_NAME="+event), "", "measure")
		if r.code != exitFailure || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, event) {
			t.Errorf("%s: %+v", event, r)
		}
	}
}

// TestMeasureWithoutBuilder checks that one line says what is missing.
func TestMeasureWithoutBuilder(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), worth)
	write(t, filepath.Join(dir, "a"), "")
	r := drydock(t, dir, onlyGit(t), "", "measure")
	if r.code != exitFailure || r.stdout != "" || strings.Count(r.stderr, "\n") != 1 || !strings.HasPrefix(r.stderr, "drydock: no builder: ") {
		t.Errorf("%+v", r)
	}
}

// TestMeasureNothing checks that no builder is needed if no Dockerfile has a suggestion.
func TestMeasureNothing(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), "FROM scratch\nCOPY a /a\nHEALTHCHECK NONE\nUSER 1000\nCMD [\"/a\"]\n")
	write(t, filepath.Join(dir, "a"), "")
	if r := drydock(t, dir, onlyGit(t), "", "measure"); r.code != 0 || r.stderr != "drydock: Dockerfile: no suggestions, so nothing is measured\n" {
		t.Errorf("%+v", r)
	}
}

// TestMeasureUnknownContext checks that a Dockerfile of which nobody knows the context isn't built.
func TestMeasureUnknownContext(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), worth)
	write(t, filepath.Join(dir, "a"), "")
	write(t, filepath.Join(dir, "Makefile"), "image:\n\tdocker build -f Dockerfile \"$(DIR)\"\n")
	figures := filepath.Join(t.TempDir(), "figures.json")
	r := drydock(t, dir, onlyGit(t), "", "measure", "--json", "--figures", figures)
	var d measured.Details
	if err := json.Unmarshal([]byte(r.stdout), &d); err != nil || r.code != exitFailure || len(d.Files) != 1 || !strings.Contains(d.Files[0].Problem, "its build context isn't known") {
		t.Errorf("%v %+v", err, r)
	}
	var report measured.Report
	if err := json.Unmarshal([]byte(read(t, figures)), &report); err != nil || report.Version != 1 || len(report.Files) != 0 {
		t.Errorf("%v %s", err, read(t, figures))
	}
	if r := drydock(t, dir, onlyGit(t), "", "measure"); !strings.Contains(r.stdout, "Dockerfile\n  its build context isn't known") {
		t.Errorf("%+v", r)
	}
}

// TestMeasureBase checks that --base measures the review of the branch, with the files of the working tree.
func TestMeasureBase(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	write(t, filepath.Join(dir, "a"), "")
	write(t, filepath.Join(dir, "old.Dockerfile"), worth)
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "one")
	git(t, dir, "checkout", "-q", "-b", "branch")
	write(t, filepath.Join(dir, "Dockerfile"), worth)
	git(t, dir, "add", ".")
	git(t, dir, "commit", "-q", "-m", "two")
	if r := drydock(t, dir, onlyGit(t), "", "measure", "--base", "main"); r.code != exitFailure || !strings.HasPrefix(r.stderr, "drydock: no builder: ") {
		t.Errorf("%+v", r)
	}
	write(t, filepath.Join(dir, "Dockerfile"), worth+"# changed\n")
	if r := drydock(t, dir, onlyGit(t), "", "measure", "--base", "main"); r.code != exitFailure || r.stdout != "Dockerfile\n  the working tree has another text of it: check out the branch, without changes\n\n" {
		t.Errorf("%+v", r)
	}
}

package local_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/local"
	"github.com/drydock-dev/drydock/internal/drydocktest"
)

// repository makes a repository with two commits and returns it.
func repository(t *testing.T, dir string) *local.Repository {
	t.Helper()
	t.Setenv("GIT_COMMITTER_DATE", "2020-02-03T04:05:06+01:00")
	drydocktest.Git(t, dir, "init", "-q", "-b", "main")
	for _, text := range []string{"FROM scratch\n", "FROM alpine\n"} {
		drydocktest.Write(t, filepath.Join(dir, "a", "Dockerfile"), text)
		drydocktest.Write(t, filepath.Join(dir, "new "+text[5:8]), text)
		drydocktest.Git(t, dir, "add", "-A")
		drydocktest.Git(t, dir, "commit", "-q", "-m", "text")
	}
	r, err := local.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBetweenReadsCommitsThatAreNotCheckedOut(t *testing.T) {
	dir := t.TempDir()
	r := repository(t, dir)
	drydocktest.Write(t, filepath.Join(dir, "a", "Dockerfile"), "not committed\n")
	for name, revisions := range map[string][2]string{"forwards": {"HEAD~1", "HEAD"}, "backwards": {"HEAD", "HEAD~1"}, "a name": {"main~1", "main"}} {
		b, err := r.Between(t.Context(), revisions[0], revisions[1])
		if err != nil {
			t.Fatal(err)
		}
		c := bot.Change{Path: "a/Dockerfile", Status: bot.Modified}
		base, baseErr := b.Base(t.Context(), c)
		head, headErr := b.Head(t.Context(), c)
		got, want := string(base)+string(head), "FROM scratch\nFROM alpine\n"
		if name == "backwards" {
			want = "FROM alpine\nFROM scratch\n"
		}
		if baseErr != nil || headErr != nil || got != want {
			t.Errorf("%s: %v, %v, %q", name, baseErr, headErr, got)
		}
	}
}

func TestBetweenNamesTheUnknownCommit(t *testing.T) {
	r := repository(t, t.TempDir())
	for _, revisions := range [][2]string{{"nowhere", "HEAD"}, {"HEAD", "nowhere"}, {"HEAD", "--all"}, {"", "HEAD"}} {
		_, err := r.Between(t.Context(), revisions[0], revisions[1])
		unknown := strings.Replace(revisions[0]+revisions[1], "HEAD", "", 1)
		if err == nil || !strings.Contains(err.Error(), `"`+unknown+`"`) {
			t.Errorf("%q: %v", revisions, err)
		}
	}
}

func TestCommitsHaveTheFilesThatTheyLeave(t *testing.T) {
	dir := t.TempDir()
	r := repository(t, dir)
	drydocktest.Git(t, dir, "rm", "-q", "new alp")
	drydocktest.Git(t, dir, "mv", "a/Dockerfile", "Dockerfile")
	drydocktest.Git(t, dir, "commit", "-q", "-m", "rename")
	commits, err := r.Commits(t.Context())
	if err != nil || len(commits) != 2 {
		t.Fatalf("%v, %+v", err, commits)
	}
	date := time.Date(2020, 2, 3, 3, 5, 6, 0, time.UTC)
	for i, want := range []string{"Dockerfile", "a/Dockerfile, new alp"} {
		c := commits[i]
		if got := strings.Join(c.Files, ", "); got != want || !c.Date.Equal(date) || len(c.ID) != 40 || len(c.Parent) != 40 {
			t.Errorf("commit %d: %+v, want the files %s", i, c, want)
		}
	}
	if commits[0].Parent != commits[1].ID {
		t.Errorf("%s is not the parent of %s", commits[0].Parent, commits[1].ID)
	}
}

func TestARepositoryWithOneCommitHasNoneWithAParent(t *testing.T) {
	dir := t.TempDir()
	drydocktest.Git(t, dir, "init", "-q")
	drydocktest.Git(t, dir, "commit", "-q", "--allow-empty", "-m", "first")
	r, err := local.Find(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if commits, err := r.Commits(t.Context()); err != nil || len(commits) > 0 {
		t.Errorf("%v, %+v", err, commits)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	repository(t, dir)
	bare := filepath.Join(t.TempDir(), "bare")
	drydocktest.Git(t, dir, "clone", "-q", "--bare", dir, bare)
	outside := t.TempDir()
	t.Setenv("GIT_CEILING_DIRECTORIES", filepath.Dir(outside))
	for folder, want := range map[string]string{
		dir: dir, filepath.Join(dir, "a"): dir, bare: bare, filepath.Join(bare, "refs"): bare,
		outside: "", filepath.Join(dir, ".git"): "",
	} {
		r, err := local.Find(t.Context(), folder)
		switch {
		case want == "":
			if !errors.Is(err, local.ErrNoRepository) {
				t.Errorf("%s: %v", folder, err)
			}
		case err != nil || !sameFolder(t, r.Dir, want):
			t.Errorf("%s: %v, %v, want %s", folder, r, err, want)
		}
	}
}

func sameFolder(t *testing.T, a, b string) bool {
	t.Helper()
	one, err := os.Stat(a)
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.Stat(b)
	if err != nil {
		t.Fatal(err)
	}
	return os.SameFile(one, other)
}

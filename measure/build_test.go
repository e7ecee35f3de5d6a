package measure

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/moby/buildkit/client"
	"github.com/tonistiigi/fsutil"
)

// folder returns a folder with files of which each holds its name.
func folderWith(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(full), 0o755), os.WriteFile(full, []byte(name), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestNothingIsHandedOver checks that a build gets the context and what the repository says, and nothing of
// the user's: no secret, no agent, no credentials, no entitlement, no variable.
func TestNothingIsHandedOver(t *testing.T) {
	t.Setenv("GITHUB_TOKEN", "token")
	t.Setenv("HTTP_PROXY", "http://user:password@proxy")
	var got client.SolveOpt
	b := testBuilder(t, func(_ context.Context, _ string, opt client.SolveOpt) (fakeImage, []client.Vertex, error) {
		got = opt
		return fakeImage{}, nil, nil
	})
	source := Source{Context: folderWith(t, "a"), Target: "app", Args: map[string]string{"V": "1"}, Named: map[string]string{"base": "docker-image://debian:12", "lib": "local:" + folderWith(t, "b")}}
	if _, err := b.Build(t.Context(), []byte("FROM scratch\n"), source); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"filename": "Dockerfile", "target": "app", "build-arg:V": "1", "context:base": "docker-image://debian:12", "context:lib": "local:named-lib"}
	if !maps.Equal(got.FrontendAttrs, want) {
		t.Errorf("attributes %v", got.FrontendAttrs)
	}
	if mounts := slices.Sorted(maps.Keys(got.LocalMounts)); !slices.Equal(mounts, []string{"context", "dockerfile", "named-lib"}) {
		t.Errorf("folders %v", mounts)
	}
	if len(got.Session)+len(got.AllowedEntitlements)+len(got.OCIStores)+len(got.CacheExports)+len(got.CacheImports) > 0 || got.SourcePolicyProvider != nil {
		t.Errorf("the build is given more than it needs: %+v", got)
	}
}

// TestBases checks that a build takes its base images from the builder, by the names that BuildKit looks up.
func TestBases(t *testing.T) {
	b := testBuilder(t, nil)
	base := testImage(t, b, fakeImage{})
	got := Source{Bases: map[string]*Image{"nginx:latest": base, "debian:12": base}}.attributes()
	for name, has := range map[string]bool{"context:nginx": true, "context:nginx:latest": false, "context:debian:12": true} {
		if value, ok := got[name]; ok != has || has && value != "oci-layout://drydock@"+base.Digest.String() {
			t.Errorf("%s: %q", name, value)
		}
	}
}

// TestFailedBuild checks that a failed build's error has BuildKit's words and the step's.
func TestFailedBuild(t *testing.T) {
	b := testBuilder(t, func(context.Context, string, client.SolveOpt) (fakeImage, []client.Vertex, error) {
		return fakeImage{}, nil, errors.New("exit code: 1")
	})
	_, err := b.Build(t.Context(), nil, Source{Context: t.TempDir()})
	if err == nil || reason(err) != "exit code: 1 (the step's own words)" {
		t.Errorf("%v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(b.dir, "dockerfile*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestStepTimes checks which steps count, and that a cached one counts as long as when it ran.
func TestStepTimes(t *testing.T) {
	took := map[string]time.Duration{}
	sum := func(steps ...client.Vertex) [2]time.Duration {
		s := &stepTimes{}
		for _, v := range steps { // each comes alone, and twice
			s.see(&client.SolveStatus{Vertexes: []*client.Vertex{{Digest: v.Digest, Name: v.Name}}})
			s.see(&client.SolveStatus{Vertexes: []*client.Vertex{&v}})
		}
		all, ran := s.sum(took)
		return [2]time.Duration{all, ran}
	}
	first := sum(ran("[internal] load build definition from Dockerfile", 9), ran("[1/3] FROM docker.io/library/debian:12", 9), ran("[2/3] RUN a", 2), ran("[build 3/3] RUN b", 3), ran("exporting to oci image format", 9))
	if first != [2]time.Duration{5 * time.Second, 5 * time.Second} {
		t.Errorf("all steps ran: %v", first)
	}
	if again := sum(cached("[2/3] RUN a"), ran("[build 3/3] RUN b", 4)); again != [2]time.Duration{6 * time.Second, 4 * time.Second} {
		t.Errorf("one was cached: %v", again)
	}
	if unknown := sum(cached("[2/3] RUN unseen"), ran("[build 3/3] RUN b", 4)); unknown != [2]time.Duration{-1, 4 * time.Second} {
		t.Errorf("one was cached before: %v", unknown)
	}
}

// TestLogIsBounded checks that a build may write as much as it wants.
func TestLogIsBounded(t *testing.T) {
	s := &stepTimes{}
	for range 100 {
		s.see(&client.SolveStatus{Logs: []*client.VertexLog{{Data: []byte(strings.Repeat("x", 1000))}, {Data: []byte("end")}}})
	}
	if len(s.log) != maxLog || !strings.HasSuffix(string(s.log), "end") {
		t.Errorf("%d bytes", len(s.log))
	}
}

// TestEdit checks that a build sees an edit that the disk doesn't have, of one file only, and of the
// length that it was told.
func TestEdit(t *testing.T) {
	dir := folderWith(t, "src/a.py", "b")
	plain, err := fsutil.NewFS(dir)
	if err != nil {
		t.Fatal(err)
	}
	edited := &editedFS{FS: plain, name: "src/a.py", added: blankLines()}
	sizes := map[string]int64{}
	err = edited.Walk(t.Context(), "", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			info, err := entry.Info()
			if err != nil {
				return err
			}
			sizes[name] = info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"src/a.py": "src/a.py" + edited.added, "b": "b"} {
		f, err := edited.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		if _, err := io.Copy(&text, f); err != nil || text.String() != want || sizes[name] != int64(len(want)) {
			t.Errorf("%s: %q of %d bytes, want %q (%v)", name, text.String(), sizes[name], want, err)
		}
	}
	if text, err := os.ReadFile(filepath.Join(dir, "src", "a.py")); err != nil || string(text) != "src/a.py" {
		t.Errorf("the file on disk is now %q, %v", text, err)
	}
	if once, again := edited.added, blankLines(); strings.TrimSpace(once) != "" || once == again {
		t.Error("an edit adds empty lines, others each time")
	}
}

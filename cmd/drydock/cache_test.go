package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/internal/seed"
)

// TestCachePicture checks docs/cache.svg, the picture of the seed. make docs rewrites it.
func TestCachePicture(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	picture := filepath.Join(t.TempDir(), "a.svg")
	r := drydock(t, root, nil, "", "cache", "--commits", "0", "--svg", picture, "internal/seed/bad.Dockerfile")
	if r.code != 0 || read(t, picture) != read(t, filepath.Join(root, "docs/cache.svg")) {
		t.Errorf("exit code %d: docs/cache.svg is stale\n%s%s", r.code, r.stdout, r.stderr)
	}
	for _, part := range []string{"an average build takes 20 s", "an average build takes 1.7 s", "91 % less", "RUN pip install"} {
		if !strings.Contains(r.stdout, part) {
			t.Errorf("the table lacks %q:\n%s", part, r.stdout)
		}
	}
}

// TestCacheHistory replays a repository's commits. The Dockerfile's folder is the build context.
func TestCacheHistory(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	for name, text := range map[string]string{"api/Dockerfile": seed.Bad, "api/requirements.txt": "flask\n", "api/model.pkl": "m", "api/predict.py": "1", "README.md": "x"} {
		write(t, filepath.Join(dir, name), text)
	}
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "first")
	for _, name := range []string{"api/predict.py", "README.md", "README.md"} {
		write(t, filepath.Join(dir, name), read(t, filepath.Join(dir, name))+"more\n")
		git(t, dir, "commit", "-qam", "change")
	}
	r := drydock(t, filepath.Join(dir, "api"), nil, "", "cache")
	if r.code != 0 || !strings.Contains(r.stdout, "the last 4 commits") || !strings.Contains(r.stdout, "50 %") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	costs := filepath.Join(dir, "build.json")
	write(t, costs, `{"vertexes":[{"name":"[6/6] RUN pip install --no-cache-dir -r requirements.txt","started":"2026-01-02T03:04:05Z","completed":"2026-01-02T03:09:05Z"}]}`)
	r = drydock(t, dir, nil, "", "cache", "--costs", costs, "--mermaid", "api/Dockerfile")
	if r.code != 0 || !strings.Contains(r.stdout, "RUN pip install --no-cache-dir -r requir : 0, 150\n") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// TestCacheShallow checks that a clone without history is estimated, and that this is said.
func TestCacheShallow(t *testing.T) {
	source := branch(t, tree{"Dockerfile": clean}, tree{"Dockerfile": withOld})
	dir := filepath.Join(t.TempDir(), "clone")
	git(t, source, "clone", "-q", "--depth=1", "file://"+source, dir)
	const want = "drydock: the history can't be read: this clone is shallow; how often files change is estimated\n"
	if r := drydock(t, dir, nil, "", "cache"); r.code != 0 || r.stderr != want || !strings.Contains(r.stdout, "RUN apt-get update") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if r := drydock(t, dir, nil, "", "cache", "--commits", "0"); r.code != 0 || r.stderr != "" {
		t.Errorf("without commits: exit code %d\n%s", r.code, r.stderr)
	}
}

// TestCacheSettings checks that a rule that drydock.yaml turns off changes nothing, and that
// ignore comments count.
func TestCacheSettings(t *testing.T) {
	dir := t.TempDir()
	git(t, dir, "init", "-q", "-b", "main")
	for name, text := range map[string]string{"requirements.txt": "flask\n", "predict.py": "1\n"} {
		write(t, filepath.Join(dir, name), text)
	}
	const copies = "COPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD [\"python\", \"predict.py\"]\n"
	write(t, filepath.Join(dir, "Dockerfile"), "FROM python:3.13-slim\nWORKDIR /app\n"+copies)
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "first")
	const saves = "with the suggestions"
	r := drydock(t, dir, nil, "", "cache", "--commits", "0")
	if r.code != 0 || !strings.Contains(r.stdout, saves) {
		t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	write(t, filepath.Join(dir, "drydock.yaml"), "rules:\n  copy-all-before-install: \"off\"\n")
	off := drydock(t, dir, nil, "", "cache", "--commits", "0")
	if before, _, _ := strings.Cut(r.stdout, saves); off.code != 0 || strings.Contains(off.stdout, saves) || !strings.HasPrefix(off.stdout, before[:strings.LastIndex(before, "\n")]) {
		t.Errorf("turned off: exit code %d\n%s%s", off.code, off.stdout, off.stderr)
	}
	write(t, filepath.Join(dir, "drydock.yaml"), "profile: strict\n")
	write(t, filepath.Join(dir, "Dockerfile"), "FROM python:3.13-slim\nWORKDIR /app\n# drydock ignore=copy-all-before-install\n"+copies)
	if r := drydock(t, dir, nil, "", "cache", "--commits", "0"); r.code != 0 || strings.Contains(r.stdout, saves) {
		t.Errorf("ignored: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	write(t, filepath.Join(dir, "drydock.yaml"), "profle: strict\n")
	if r := drydock(t, dir, nil, "", "cache"); r.code != exitFailure || !strings.Contains(r.stderr, `did you mean "profile"?`) {
		t.Errorf("wrong settings: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// TestCacheMisuse checks that errors are one line.
func TestCacheMisuse(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), "FROM debian:12-slim\nRUN make\n")
	write(t, filepath.Join(dir, "bad.Dockerfile"), "FROMM\n")
	write(t, filepath.Join(dir, "log"), "#1 DONE\n")
	write(t, filepath.Join(dir, "empty"), "")
	for want, args := range map[string][]string{
		"no such file":                          {"gone"},
		"unknown instruction":                   {"bad.Dockerfile"},
		"not a BuildKit --progress=rawjson log": {"--costs", "log"},
		"no build step that ran":                {"--costs", "empty"},
		"--costs: gone":                         {"--costs", "gone"},
		"--svg: " + filepath.Join(dir, "no/a"):  {"--svg", filepath.Join(dir, "no/a")},
	} {
		r := drydock(t, dir, nil, "", append([]string{"cache"}, args...)...)
		if r.code != 2 || !strings.Contains(r.stderr, want) || strings.Count(r.stderr, "\n") != 1 {
			t.Errorf("%q: exit code %d, want 2 and %q\n%s", args, r.code, want, r.stderr)
		}
	}
	if r := drydock(t, dir, []string{"PATH=" + os.DevNull}, "", "cache"); r.code != 0 || !strings.Contains(r.stdout, "RUN make") {
		t.Errorf("without git: exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

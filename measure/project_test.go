package measure

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"golang.org/x/tools/txtar"
)

// tree writes the files of a txtar archive and returns their folder.
func tree(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, f.Data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// history is how many commits changed a file.
type history map[string]int

func (h history) Changes(name string) (commits int, known bool) {
	commits, known = h[name]
	return commits, known
}

// projectOf returns the project of the Dockerfile of a tree.
func projectOf(t *testing.T, dir, name string, h facts.History) (Project, error) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return ProjectOf(dockerfile.Parse(name, text), facts.Gather(os.DirFS(dir), h, time.Time{}, nil), dir)
}

const app = `
-- api/Dockerfile --
ARG A
ARG B
FROM debian:12 AS base
FROM base
COPY requirements.txt /app/
COPY src /app/src
-- api/requirements.txt --
flask
-- api/src/data.csv --
1,2
-- api/src/main.py --
print()
-- api/src/util.py --
print()
-- lib/a --
a
`

// TestProject checks what is taken from a Compose file: context, target, arguments, named contexts, volumes.
func TestProject(t *testing.T) {
	dir := tree(t, app+`
-- compose.yaml --
services:
  api:
    build:
      context: api
      args: {A: "1", B: "${SECRET}"}
      additional_contexts: {lib: ./lib, image: "docker-image://alpine:3.22"}
    volumes: ["state:/state", "./src:/host", {type: tmpfs, target: /tmp}]
volumes:
  state:
-- api/Dockerfile.dockerignore --
src/util.py
`)
	p, err := projectOf(t, dir, "api/Dockerfile", history{"api/src/main.py": 3, "api/src/data.csv": 2, "api/src/util.py": 9, "api/Dockerfile": 20})
	if err != nil {
		t.Fatal(err)
	}
	if p.Context != filepath.Join(dir, "api") || p.Folder != "api" || string(p.Ignore) != "src/util.py\n" {
		t.Errorf("context %s, ignored %q", p.Context, p.Ignore)
	}
	if want := map[string]string{"A": "1"}; !maps.Equal(p.Args, want) {
		t.Errorf("args %v", p.Args)
	}
	if want := map[string]string{"lib": "local:" + filepath.Join(dir, "lib"), "image": "docker-image://alpine:3.22"}; !maps.Equal(p.Named, want) {
		t.Errorf("named contexts %v", p.Named)
	}
	if !slices.Equal(p.Volumes, []string{"/state"}) {
		t.Errorf("volumes %v", p.Volumes)
	}
	if p.Edited != "src/main.py" || p.Guessed {
		t.Errorf("edited %q, guessed %v", p.Edited, p.Guessed)
	}
}

// TestTarget checks that the target is the caller's.
func TestTarget(t *testing.T) {
	dir := tree(t, app+"-- Makefile --\nimage:\n\tdocker build --target base -f api/Dockerfile api\n")
	if p, err := projectOf(t, dir, "api/Dockerfile", nil); err != nil || p.Target != "base" || p.Folder != "api" {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestNoProject checks that nothing is built of which the repository doesn't say what it is, and nothing from
// outside the repository.
func TestNoProject(t *testing.T) {
	for name, test := range map[string]struct{ archive, want string }{
		"no folder has all sources": {"-- api/Dockerfile --\nFROM a\nCOPY x y /\n-- api/x --\n-- y --\n", "its build context isn't known"},
		"the folder isn't known":    {app + "-- Makefile --\nimage:\n\tdocker build -f api/Dockerfile \"$(DIR)\"\n", "its build context isn't known"},
		"another build's result":    {app + "-- compose.yaml --\nservices:\n  api:\n    build: {context: api, additional_contexts: {lib: \"service:lib\"}}\n", "service:lib is another build's result"},
		"a folder that isn't there": {app + "-- compose.yaml --\nservices:\n  api:\n    build: {context: api, additional_contexts: {lib: ./no}}\n", "no folder ./no"},
		"a folder above":            {app + "-- compose.yaml --\nservices:\n  api:\n    build: {context: api, additional_contexts: {lib: ../../etc}}\n", "no folder ../../etc"},
		"a folder of the machine":   {app + "-- compose.yaml --\nservices:\n  api:\n    build: {context: api, additional_contexts: {lib: /etc}}\n", "no folder /etc"},
	} {
		p, err := projectOf(t, tree(t, test.archive), "api/Dockerfile", nil)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
	}
}

// TestLinkedContext checks that a link doesn't lead a build out of the repository.
func TestLinkedContext(t *testing.T) {
	dir := tree(t, "-- Dockerfile --\nFROM a\n-- compose.yaml --\nservices:\n  a:\n    build: {context: ., additional_contexts: {lib: ./out}}\n")
	if err := os.Symlink(t.TempDir(), filepath.Join(dir, "out")); err != nil {
		t.Fatal(err)
	}
	if p, err := projectOf(t, dir, "Dockerfile", nil); err == nil {
		t.Errorf("%+v", p.Named)
	}
}

// TestEditedFile checks which file is edited for a rebuild.
func TestEditedFile(t *testing.T) {
	for name, test := range map[string]struct {
		history facts.History
		edited  string
		guessed bool
	}{
		"the one that changes most often": {history{"api/src/data.csv": 5, "api/src/main.py": 2}, "src/data.csv", false},
		"of several, the first copied":    {history{"api/src/main.py": 5, "api/src/util.py": 5}, "src/main.py", false},
		"none that isn't copied":          {history{"lib/a": 9, "api/src/util.py": 1}, "src/util.py", false},
		"a manifest, if it does":          {history{"api/requirements.txt": 2}, "requirements.txt", false},
		"the first code of a new history": {history{}, "src/main.py", true},
		"the first code without history":  {nil, "src/main.py", true},
	} {
		p, err := projectOf(t, tree(t, app), "api/Dockerfile", test.history)
		if err != nil || p.Edited != test.edited || p.Guessed != test.guessed {
			t.Errorf("%s: %q, guessed %v, %v", name, p.Edited, p.Guessed, err)
		}
	}
}

// TestNoEditedFile checks that no file is edited if the image has none, or only what no build sees.
func TestNoEditedFile(t *testing.T) {
	dir := tree(t, "-- Dockerfile --\nFROM a\nCOPY . .\n-- .dockerignore --\n*.py\n-- a.py --\n")
	if p, err := projectOf(t, dir, "Dockerfile", history{"Dockerfile": 4, "a.py": 4}); err != nil || p.Edited != "" {
		t.Errorf("%q, %v", p.Edited, err)
	}
}

// TestVolumePlaces checks that the image's places and the repository's come together, and none that means
// something else to Docker.
func TestVolumePlaces(t *testing.T) {
	image := imageCalled("")
	image.Config.Volumes = map[string]struct{}{"/data": {}, "/b,readonly": {}, "relative": {}, "/": {}, "/a:/etc": {}, "/c\nd": {}}
	if got := volumesOf([]string{"/state", "/data"}, image); !slices.Equal(got, []string{"/data", "/state"}) {
		t.Errorf("%q", got)
	}
}

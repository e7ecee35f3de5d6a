package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/drydock-dev/drydock/kinds"
)

// verbose compiles a pattern in Python's verbose form: blanks and line ends don't count. Go has
// no flag for that.
func verbose(t *testing.T, pattern string) *regexp.Regexp {
	t.Helper()
	plain, ok := strings.CutPrefix(pattern, "(?x)")
	if !ok {
		t.Fatalf("the pattern %q isn't verbose", pattern)
	}
	r, err := regexp.Compile(strings.Join(strings.Fields(plain), ""))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestHooksReadAllKinds checks that pre-commit passes the files that Drydock reads by their name,
// and no others: Drydock reads a file of any other name as a Dockerfile.
func TestHooksReadAllKinds(t *testing.T) {
	source, err := os.ReadFile(filepath.Join("..", "..", ".pre-commit-hooks.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var hooks []struct{ ID, Files, Exclude string }
	if err := yaml.Unmarshal(source, &hooks); err != nil {
		t.Fatal(err)
	}
	if len(hooks) != 2 {
		t.Fatalf("%d hooks, want 2", len(hooks))
	}
	names := []string{
		"Dockerfile", "dockerfile", "Containerfile", "Dockerfile.dev", "Dockerfile-dev", "api.Dockerfile", "Dockerfile.service", "DOCKERFILE",
		"Dockerfiles", "myDockerfile", "Dockerfile.j2", "Dockerfile.dev.tmpl", "Dockerfile.dockerignore", "Dockerfile.md", "Dockerfile.sh", "Dockerfile.py", ".dockerfile",
		"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.prod.yml", "Compose.yaml", "compose-dev.yaml", "composer.yml", "my-compose.yml", "compose.json",
		"start.sh", "start.BASH", "start.zsh", "start.sh.txt", "sh",
		"Makefile", "makefile", "GNUmakefile", "MAKEFILE", "rules.mk", "rules.MK", "Makefile.in",
		".github/workflows/ci.yml", ".github/workflows/dockerfile.yaml", ".github/workflows/ci.json", ".github/ci.yml", ".github/workflows/a/ci.yml",
		"shop.service", "shop.container", "shop.timer", "README.md", "main.go",
	}
	seen := map[string]bool{}
	for _, h := range hooks {
		files, exclude := verbose(t, h.Files), verbose(t, h.Exclude)
		for _, name := range names {
			for _, path := range []string{name, "a/b.d/" + name} {
				if got, want := files.MatchString(path) && !exclude.MatchString(path), kinds.Known(path); got != want {
					t.Errorf("%s: passed %t to hook %s, but read by its name %t", path, got, h.ID, want)
				}
				seen[kinds.Name(path)] = true
			}
		}
	}
	for _, kind := range kinds.Names() {
		if !seen[kind] {
			t.Errorf("no name of kind %s is tried", kind)
		}
	}
}

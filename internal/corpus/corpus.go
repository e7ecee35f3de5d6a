// Package corpus gives tests real files to measure with: the Dockerfiles in the folder
// DRYDOCK_CORPUS, and the Compose files in the folder compose next to it. `make test` sets
// DRYDOCK_CORPUS if it finds such a folder.
//
// No test depends on the corpus: the tests themselves have the cases that matter.
package corpus

import (
	"os"
	"path/filepath"
	"testing"
)

// File is one file of the corpus.
type File struct {
	Path   string
	Source []byte
}

// Dockerfiles returns the corpus's Dockerfiles in the order of their names, or none if
// DRYDOCK_CORPUS isn't set. A missing or empty folder fails the test.
func Dockerfiles(t testing.TB) []File {
	dir := os.Getenv("DRYDOCK_CORPUS")
	if dir == "" {
		t.Log("DRYDOCK_CORPUS isn't set: testing only with the test's own files")
		return nil
	}
	files := read(t, dir, ".Dockerfile")
	if len(files) == 0 {
		t.Fatalf("no Dockerfile in %s", dir)
	}
	return files
}

// Compose returns the corpus's Compose files in the order of their names, or none if
// DRYDOCK_CORPUS isn't set or no folder compose is next to it.
func Compose(t testing.TB) []File {
	dir := os.Getenv("DRYDOCK_CORPUS")
	if dir == "" {
		t.Log("DRYDOCK_CORPUS isn't set: testing only with the test's own files")
		return nil
	}
	dir = filepath.Join(filepath.Dir(dir), "compose")
	if _, err := os.Stat(dir); err != nil {
		t.Logf("no Compose files next to the corpus: %v", err)
		return nil
	}
	return read(t, dir, ".yml")
}

func read(t testing.TB, dir, extension string) (files []File) {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != extension {
			return err
		}
		source, err := os.ReadFile(path)
		files = append(files, File{path, source})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

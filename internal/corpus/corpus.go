// Package corpus gives tests real Dockerfiles to measure with: those of the
// folder named by DRYDOCK_CORPUS, which `make test` sets when it finds one.
// The shapes that matter are also in the tests themselves, so that no test
// depends on that folder.
package corpus

import (
	"os"
	"path/filepath"
	"testing"
)

// File is one Dockerfile of the corpus.
type File struct {
	Path   string
	Source []byte
}

// Dockerfiles returns the corpus's Dockerfiles in the order of their names,
// none when DRYDOCK_CORPUS is not set. A folder that is named but not there
// fails the test.
func Dockerfiles(t testing.TB) []File {
	dir := os.Getenv("DRYDOCK_CORPUS")
	if dir == "" {
		t.Log("DRYDOCK_CORPUS is not set: only the test's own files are used")
		return nil
	}
	var files []File
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".Dockerfile" {
			return err
		}
		source, err := os.ReadFile(path)
		files = append(files, File{path, source})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no Dockerfile in %s", dir)
	}
	return files
}

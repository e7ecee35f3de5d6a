// Package corpus gives tests real files to measure with: the Dockerfiles of the
// folder named by DRYDOCK_CORPUS, which `make test` sets when it finds one, and the
// Compose files of the folder compose beside it.
// The shapes that matter are also in the tests themselves, so that no test
// depends on that folder.
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

// Dockerfiles returns the corpus's Dockerfiles in the order of their names,
// none when DRYDOCK_CORPUS is not set. A folder that is named but not there
// fails the test.
func Dockerfiles(t testing.TB) []File {
	dir := os.Getenv("DRYDOCK_CORPUS")
	if dir == "" {
		t.Log("DRYDOCK_CORPUS is not set: only the test's own files are used")
		return nil
	}
	files := read(t, dir, ".Dockerfile")
	if len(files) == 0 {
		t.Fatalf("no Dockerfile in %s", dir)
	}
	return files
}

// Compose returns the corpus's Compose files, as Dockerfiles does.
func Compose(t testing.TB) []File {
	dir := os.Getenv("DRYDOCK_CORPUS")
	if dir == "" {
		t.Log("DRYDOCK_CORPUS is not set: only the test's own files are used")
		return nil
	}
	dir = filepath.Join(filepath.Dir(dir), "compose")
	if _, err := os.Stat(dir); err != nil {
		t.Logf("no Compose files are beside the corpus: %v", err)
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

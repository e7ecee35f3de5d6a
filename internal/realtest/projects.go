package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"
)

// project is a small program with its Dockerfile.
type project struct {
	name, kind string // the kind is the archive's name
	files      []txtar.File
	dockerfile []byte
	test       test
}

// test says how a project is built and what its program does. It's the project's file test.json.
type test struct {
	CI      bool              `json:"ci"`      // part of the subset
	Edit    string            `json:"edit"`    // the file that people edit most
	Args    map[string]string `json:"args"`    // of the build
	Volumes []string          `json:"volumes"` // places in the container where volumes are mounted
	// What the program does: it stays, or ends with a code; ports answer with a status of HTTP
	// or are open; its output has a text.
	Stays   bool              `json:"stays"`
	Code    int               `json:"code"`
	Answers map[string]string `json:"answers"`
	Prints  string            `json:"prints"`
	// Needs says what the project needs that not every machine reaches. Where it doesn't build as it is, that is
	// said, and no failure.
	Needs string `json:"needs"`
}

// testFile is the name of a project's test in the archive. It isn't part of the build context.
const testFile = "test.json"

// servedFolder has files that aren't in the build context: RUN fetches them from serveAddress.
const servedFolder = "served/"

// readProjects returns the projects of archives, in their order. A file is named PROJECT/PATH. Files
// below NAME.tar.gz are packed.
func readProjects(archives ...string) (all []*project, err error) {
	seen := map[string]bool{}
	for _, archive := range archives {
		parsed, err := txtar.ParseFile(archive)
		if err != nil {
			return nil, err
		}
		kind := strings.TrimSuffix(filepath.Base(archive), ".txtar")
		for _, f := range parsed.Files {
			name, inside, _ := strings.Cut(f.Name, "/")
			if len(all) == 0 || all[len(all)-1].name != name {
				if seen[name] {
					return nil, fmt.Errorf("%s: two projects are called %s", archive, name)
				}
				seen[name] = true
				all = append(all, &project{name: name, kind: kind})
			}
			if err := all[len(all)-1].add(inside, f.Data); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", archive, f.Name, err)
			}
		}
	}
	for _, p := range all {
		if err := p.pack(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (p *project) add(name string, data []byte) error {
	switch name {
	case testFile:
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		return decoder.Decode(&p.test)
	case "Dockerfile":
		p.dockerfile = data
	}
	p.files = append(p.files, txtar.File{Name: name, Data: data})
	return nil
}

// write writes a project's build context into an empty folder.
func (p *project) write(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for _, f := range p.files {
		if strings.HasPrefix(f.Name, servedFolder) {
			continue
		}
		if err := writeFile(dir, f); err != nil {
			return err
		}
	}
	return nil
}

func writeFile(dir string, f txtar.File) error {
	target := filepath.Join(dir, filepath.FromSlash(f.Name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // a build context
		return err
	}
	return os.WriteFile(target, f.Data, mode(f.Data))
}

// mode returns the mode that a file has in a repository.
func mode(data []byte) os.FileMode {
	if bytes.HasPrefix(data, []byte("#!")) {
		return 0o755
	}
	return 0o644
}

const packedEnd = ".tar.gz"

// pack packs the files below NAME.tar.gz.
func (p *project) pack() error {
	var files []txtar.File
	packed := map[string][]txtar.File{}
	for _, f := range p.files {
		if archive, inside, ok := strings.Cut(f.Name, packedEnd+"/"); ok {
			packed[archive+packedEnd] = append(packed[archive+packedEnd], txtar.File{Name: inside, Data: f.Data})
		} else {
			files = append(files, f)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(packed)) {
		data, err := tarGzip(packed[name])
		if err != nil {
			return err
		}
		files = append(files, txtar.File{Name: name, Data: data})
	}
	p.files = files
	return nil
}

func tarGzip(files []txtar.File) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	for _, f := range files {
		if err := w.WriteHeader(&tar.Header{Name: f.Name, Mode: int64(mode(f.Data)), Size: int64(len(f.Data))}); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	err := zip.Close()
	return out.Bytes(), err
}

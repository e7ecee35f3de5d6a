package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"
)

// project is a small program with its Dockerfile.
type project struct {
	name       string
	files      []txtar.File
	dockerfile []byte
	meta       struct {
		Edit    string            `json:"edit"` // the file that people edit most
		Args    map[string]string `json:"args2"`
		Volumes []string          `json:"volumes"`
	}
}

// readProjects returns an archive's projects, in its order. A file is named PROJECT/PATH.
func readProjects(archive *txtar.Archive) (all []*project) {
	for _, f := range archive.Files {
		name, inside, _ := strings.Cut(f.Name, "/")
		if len(all) == 0 || all[len(all)-1].name != name {
			all = append(all, &project{name: name})
		}
		p := all[len(all)-1]
		switch inside {
		case "meta.json":
			_ = json.Unmarshal(f.Data, &p.meta)
		case "Dockerfile":
			p.dockerfile = f.Data
		}
		if inside != "meta.json" {
			p.files = append(p.files, txtar.File{Name: inside, Data: f.Data})
		}
	}
	return all
}

// write writes a project's files into an empty folder.
func (p *project) write(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	for _, f := range p.files {
		target := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // a build context
			return err
		}
		mode := os.FileMode(0o644)
		if strings.HasPrefix(string(f.Data), "#!") {
			mode = 0o755
		}
		if err := os.WriteFile(target, f.Data, mode); err != nil {
			return err
		}
	}
	return nil
}

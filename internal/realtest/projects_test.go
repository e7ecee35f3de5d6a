package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

func TestProjectsSayWhatTheyDo(t *testing.T) {
	all, err := (&run{data: "testdata"}).projects()
	if err != nil {
		t.Fatal(err)
	}
	built, ci := 0, 0
	for _, p := range all {
		if p.test.Needs == "" {
			built++
		}
		if p.test.CI {
			ci++
		}
		if len(p.dockerfile) == 0 {
			t.Errorf("%s has no Dockerfile", p.name)
		}
		if p.test.Prints == "" && len(p.test.Answers) == 0 && !p.test.Stays {
			t.Errorf("%s: nothing tells whether the program works", p.name)
		}
		hasEdited := slices.ContainsFunc(p.files, func(f txtar.File) bool { return f.Name == p.test.Edit })
		if copies := bytes.Contains(p.dockerfile, []byte("\nCOPY")) || bytes.Contains(p.dockerfile, []byte("\nADD")); copies != (p.test.Edit != "") || copies && !hasEdited {
			t.Errorf("%s: the file that people edit is %q", p.name, p.test.Edit)
		}
		for port := range p.test.Answers {
			if !bytes.Contains(p.dockerfile, []byte(port)) {
				t.Errorf("%s: only ports of EXPOSE are asked, not %s", p.name, port)
			}
		}
	}
	if built < 60 {
		t.Errorf("only %d projects can be built everywhere", built)
	}
	if ci*5 < built || ci*2 > built {
		t.Errorf("CI builds %d of %d projects", ci, built)
	}
}

func TestSubsetIsWhatCIBuilds(t *testing.T) {
	chosen, err := (&run{data: "testdata", subset: "ci"}).projects()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range chosen {
		if !p.test.CI {
			t.Errorf("%s isn't of the subset", p.name)
		}
	}
}

func TestEveryBaseIsThere(t *testing.T) {
	all, err := (&run{data: "testdata"}).projects()
	if err != nil {
		t.Fatal(err)
	}
	known, err := readBases(nil, "", "testdata/bases.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if len(known.named(p.dockerfile)) == 0 && p.test.Needs == "" {
			t.Errorf("%s: no base image stands in for its own", p.name)
		}
	}
}

func TestReadProjects(t *testing.T) {
	for name, tt := range map[string]struct{ archive, err string }{
		"unknown word in the test": {"-- a/test.json --\n{\"prnts\": \"x\"}\n", `unknown field "prnts"`},
		"a name twice":             {"-- a/Dockerfile --\n-- b/Dockerfile --\n-- a/main.c --\n", "two projects are called a"},
	} {
		t.Run(name, func(t *testing.T) {
			archive := filepath.Join(t.TempDir(), "kind.txtar")
			if err := os.WriteFile(archive, []byte(tt.archive), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := readProjects(archive); err == nil || !strings.Contains(err.Error(), tt.err) {
				t.Errorf("%v, want %q", err, tt.err)
			}
		})
	}
}

func TestWritePacksArchivesAndKeepsServedFilesOut(t *testing.T) {
	archive := filepath.Join(t.TempDir(), "kind.txtar")
	const text = "-- a/Dockerfile --\nFROM scratch\n-- a/run --\n#!/bin/sh\n-- a/x.tar.gz/bin/x --\n#!x\n-- a/x.tar.gz/y --\ny\n-- a/served/tool --\ntool\n-- a/test.json --\n{}\n"
	if err := os.WriteFile(archive, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := readProjects(archive)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "context")
	if err := all[0].write(dir); err != nil {
		t.Fatal(err)
	}
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{"Dockerfile", "run", "x.tar.gz"}; !slices.Equal(names, want) {
		t.Errorf("the context has %q, want %q", names, want)
	}
	if info, err := os.Stat(filepath.Join(dir, "run")); err != nil || info.Mode().Perm()&0o100 == 0 {
		t.Errorf("a script can't be run: %v %v", info.Mode(), err)
	}
	packed, err := os.ReadFile(filepath.Join(dir, "x.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := list(t, packed), "bin/x 755\ny 644\n"; got != want {
		t.Errorf("the archive has\n%s\nwant\n%s", got, want)
	}
}

func list(t *testing.T, packed []byte) (text string) {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(zip); ; {
		h, err := r.Next()
		if err == io.EOF {
			return text
		}
		if err != nil {
			t.Fatal(err)
		}
		text += h.Name + " " + string([]byte{'0' + byte(h.Mode>>6&7), '0' + byte(h.Mode>>3&7), '0' + byte(h.Mode&7)}) + "\n"
	}
}

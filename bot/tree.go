package bot

import (
	"bytes"
	"cmp"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
)

// Entry is a file of a commit.
type Entry struct {
	Path string // slash-separated, from the repository's root
	SHA  string // of its blob, "" if not known
	// Regular is false for links and submodules: they exist, but can't be read.
	Regular bool
	// Executable is true for a file that everyone may run.
	Executable bool
	Size       int64 // bytes; 0 if not known
}

// Tree is the files of a commit as a read-only file system. It knows all names and reads a
// file when that is opened and read. It's safe for concurrent use if its read function is.
type Tree struct {
	entries map[string]Entry
	folders map[string][]fs.DirEntry
	read    func(Entry) ([]byte, error)
}

// NewTree returns a tree of entries, whose content read returns.
func NewTree(entries []Entry, read func(Entry) ([]byte, error)) *Tree {
	t := &Tree{entries: map[string]Entry{}, folders: map[string][]fs.DirEntry{".": nil}, read: read}
	for _, e := range entries {
		if !fs.ValidPath(e.Path) || e.Path == "." {
			continue
		}
		t.entries[e.Path] = e
		t.add(e.Path, info{name: path.Base(e.Path), size: e.Size, mode: e.mode()})
	}
	for _, children := range t.folders {
		slices.SortFunc(children, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	}
	return t
}

// Undo returns the tree as it was before changes. Changed files have no SHA in it.
func (t *Tree) Undo(changes []Change) *Tree {
	entries := maps.Clone(t.entries)
	for _, c := range changes {
		now, there := entries[c.Path]
		delete(entries, c.Path)
		path := cmp.Or(c.Previous, c.Path)
		if c.Status != Added {
			entries[path] = Entry{Path: path, Regular: !there || now.Regular, Executable: now.Executable}
		}
	}
	return NewTree(slices.Collect(maps.Values(entries)), t.read)
}

// SHA returns the SHA of a file's blob, "" if there is no such file or its SHA is not known.
func (t *Tree) SHA(name string) string { return t.entries[name].SHA }

// add adds an entry to its folder, and a new folder to its parent.
func (t *Tree) add(name string, i info) {
	dir := path.Dir(name)
	_, known := t.folders[dir]
	t.folders[dir] = append(t.folders[dir], fs.FileInfoToDirEntry(i))
	if !known {
		t.add(dir, info{name: path.Base(dir), mode: fs.ModeDir | 0o555})
	}
}

func (e Entry) mode() fs.FileMode {
	switch {
	case e.Executable:
		return 0o555
	case e.Regular:
		return 0o444
	}
	return fs.ModeIrregular | 0o444
}

// Open implements fs.FS.
func (t *Tree) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if children, ok := t.folders[name]; ok {
		return &folder{info{name: path.Base(name), mode: fs.ModeDir | 0o555}, children}, nil
	}
	if e, ok := t.entries[name]; ok {
		return &file{info: info{name: path.Base(name), size: e.Size, mode: e.mode()}, entry: e, read: t.read}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// info describes an entry.
type info struct {
	name string
	size int64
	mode fs.FileMode
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return time.Time{} }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }

// folder is an open folder.
type folder struct {
	info
	rest []fs.DirEntry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }
func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.name, Err: fs.ErrInvalid}
}

// ReadDir implements fs.ReadDirFile.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 {
		n = len(f.rest)
	} else if len(f.rest) == 0 {
		return nil, io.EOF
	}
	n = min(n, len(f.rest))
	some := f.rest[:n:n]
	f.rest = f.rest[n:]
	return some, nil
}

// file is an open file. The first Read fetches its content.
type file struct {
	info
	entry Entry
	read  func(Entry) ([]byte, error)
	text  *bytes.Reader
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }
func (f *file) Read(p []byte) (int, error) {
	if f.text == nil {
		if !f.entry.Regular {
			return 0, &fs.PathError{Op: "read", Path: f.entry.Path, Err: fs.ErrInvalid}
		}
		text, err := f.read(f.entry)
		if err != nil {
			return 0, &fs.PathError{Op: "read", Path: f.entry.Path, Err: err}
		}
		f.text = bytes.NewReader(text)
	}
	return f.text.Read(p)
}

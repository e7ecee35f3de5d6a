package files

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Locate returns the folder that we take for a file's repository, and the file's name in it. That
// is the current folder for files below it, else the one of folders that has it, else the file's own.
// For standard input, tree is nil.
func Locate(path string, folders []string) (name string, tree fs.FS) {
	dir := "."
	switch {
	case path == "-":
		return "Dockerfile", nil
	case filepath.IsLocal(path):
		name = filepath.ToSlash(filepath.Clean(path))
	default:
		dir, name = filepath.Dir(path), filepath.Base(path)
		for _, folder := range folders {
			if below, err := filepath.Rel(folder, path); err == nil && filepath.IsLocal(below) && below != "." {
				dir, name = folder, filepath.ToSlash(below)
				break
			}
		}
	}
	if opened, err := OpenTree(dir); err == nil {
		return name, opened
	}
	return name, nil
}

// Read reads a text file of up to limit bytes. "-" is standard input.
func Read(path string, limit int64) ([]byte, error) {
	var source []byte
	if path == "-" {
		var err error
		if source, err = io.ReadAll(io.LimitReader(os.Stdin, limit+1)); err != nil {
			return nil, err
		}
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, PlainError(err)
		}
		defer f.Close()
		if source, err = io.ReadAll(io.LimitReader(f, limit+1)); err != nil {
			return nil, PlainError(err)
		}
	}
	if int64(len(source)) > limit {
		return nil, fmt.Errorf("longer than %d bytes; --max-bytes raises the limit", limit)
	}
	if bytes.IndexByte(source, 0) >= 0 {
		return nil, errors.New("not a text file: it contains a NUL byte")
	}
	return source, nil
}

// PlainError removes the path from an error about a file, because the report already has it.
func PlainError(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

package files

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
)

// Replace replaces a file's old text with a new one. It writes a temporary file next to it and
// renames that, so the file always has one text or the other. The mode stays the same. It returns
// an error, and changes nothing, for a symbolic link or a file that no longer has the old text.
func Replace(path string, old, text []byte) (err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return PlainError(err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file; if it is a link, pass the file that it points to")
	}
	if info.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("the file is read-only")
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".drydock-*")
	if err != nil {
		return PlainError(err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
			err = PlainError(err)
		}
	}()
	if _, err = temp.Write(text); err != nil {
		return err
	}
	if err = temp.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, old) {
		return fmt.Errorf("the file has changed in the meantime; run drydock again")
	}
	return os.Rename(temp.Name(), path)
}

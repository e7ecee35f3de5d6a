package measure

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"github.com/tonistiigi/fsutil"
	"github.com/tonistiigi/fsutil/types"
)

// editedFS is a folder in which one file has something added at its end. Nothing is written.
type editedFS struct {
	fsutil.FS
	name  string // slash-separated
	added string
}

// blankLines returns empty lines that no earlier build has seen: an edit that changes what no program
// reads, but the file's content. The builder may keep its cache from run to run, so counting isn't enough.
func blankLines() string {
	var b strings.Builder
	b.WriteByte('\n')
	for bits, i := rand.Uint32(), 0; i < 32; i++ {
		b.WriteByte(" \n"[bits>>i&1])
	}
	b.WriteByte('\n')
	return b.String()
}

func (e *editedFS) Walk(ctx context.Context, target string, fn fs.WalkDirFunc) error {
	return e.FS.Walk(ctx, target, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.ToSlash(name) == e.name && entry.Type().IsRegular() {
			info, err := entry.Info()
			if err != nil {
				return err
			}
			stat, ok := info.Sys().(*types.Stat)
			if !ok {
				return fmt.Errorf("%s: unknown kind of file", name)
			}
			changed := stat.CloneVT()
			changed.Size += int64(len(e.added))
			changed.ModTime += int64(time.Second)
			entry = &fsutil.DirEntryInfo{Stat: changed}
		}
		return fn(name, entry, err)
	})
}

func (e *editedFS) Open(name string) (io.ReadCloser, error) {
	f, err := e.FS.Open(name)
	if err != nil || filepath.ToSlash(name) != e.name {
		return f, err
	}
	return struct {
		io.Reader
		io.Closer
	}{io.MultiReader(f, strings.NewReader(e.added)), f}, nil
}

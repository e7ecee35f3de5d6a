package effects

import (
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// maxSized is how many files and folders are looked at for a size.
const maxSized = 5000

// CopiedSize returns how many bytes a COPY or ADD brings from the context, counted up to enough bytes
// or maxSized files: there may be more. It is 0 where that isn't known: another stage's files, names
// with patterns or variables, files that aren't there, a nil context.
func (c *Context) CopiedSize(in *dockerfile.Instruction, enough int64) (size int64) {
	sources, _, ok := in.Sources()
	if c == nil || !ok || in.HasFlag("from") {
		return 0
	}
	left := maxSized
	for _, source := range sources {
		name := strings.TrimPrefix(path.Clean("/"+source.Text), "/")
		if name == "" {
			name = "."
		}
		_ = fs.WalkDir(c, name, func(_ string, entry fs.DirEntry, err error) error {
			if left--; err != nil || left < 0 || size >= enough {
				return fs.SkipAll
			}
			if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
				size += info.Size()
			}
			return nil
		})
	}
	return size
}

// IsFolder reports whether the context has a folder of this name.
func (c *Context) IsFolder(name string) bool {
	info, err := c.Stat(name)
	return err == nil && info.IsDir()
}

package rules

import (
	"io/fs"
	"path"
	"slices"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// contextAt returns a folder of the tree as a build context: without the files that a
// `.dockerignore` keeps out. nil when it cannot be told which these are.
func (p *Pass) contextAt(root string) fs.FS {
	sub, err := fs.Sub(p.Tree, root)
	if err != nil {
		return nil
	}
	for _, name := range []string{p.File.Path + ".dockerignore", path.Join(root, ".dockerignore")} {
		f, err := p.Tree.Open(name)
		if err != nil {
			continue
		}
		patterns, err := ignorefile.ReadAll(f)
		_ = f.Close() // it was read
		if err != nil {
			return nil
		}
		ignored, err := patternmatcher.New(patterns)
		if err != nil {
			return nil
		}
		return buildContext{sub, ignored}
	}
	return sub
}

// buildContext is a folder without its ignored files. Folders stay: a file below may be
// taken back in.
type buildContext struct {
	fs.FS
	ignored *patternmatcher.PatternMatcher
}

func (c buildContext) hides(name string, folder bool) bool {
	match, err := c.ignored.MatchesOrParentMatches(name)
	return !folder && (err != nil || match)
}

// Open implements fs.FS.
func (c buildContext) Open(name string) (fs.File, error) {
	if _, err := c.Stat(name); err != nil {
		return nil, err
	}
	return c.FS.Open(name)
}

// Stat implements fs.StatFS.
func (c buildContext) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(c.FS, name)
	if err == nil && c.hides(name, info.IsDir()) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return info, err
}

// ReadDir implements fs.ReadDirFS.
func (c buildContext) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(c.FS, name)
	return slices.DeleteFunc(slices.Clone(entries), func(e fs.DirEntry) bool { return c.hides(path.Join(name, e.Name()), e.IsDir()) }), err
}

package effects

import (
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"

	"github.com/drydock-dev/drydock/memo"
)

// Context is a build context: a folder without the files that a `.dockerignore` keeps
// out. It remembers what its folders hold, for all the texts of a Dockerfile that are
// looked at. nil is one that is not at hand.
type Context struct {
	folder   fs.FS
	matching sync.Mutex                     // ignored makes its expressions when it needs them
	ignored  *patternmatcher.PatternMatcher // nil for nothing
	contents memo.Map[[]string]
}

// NewContext returns the build context of a folder. ignored may be nil.
func NewContext(folder fs.FS, ignored *patternmatcher.PatternMatcher) *Context {
	return &Context{folder: folder, ignored: ignored}
}

// hides reports whether the context lacks a file or folder, given what is known of the
// folder that it is in, and returns what is known of it. Folders stay where a file below
// may be taken back in.
func (c *Context) hides(name string, isFolder bool, parent patternmatcher.MatchInfo) (bool, patternmatcher.MatchInfo) {
	if c.ignored == nil {
		return false, parent
	}
	c.matching.Lock()
	defer c.matching.Unlock()
	match, info, err := c.ignored.MatchesUsingParentResults(name, parent)
	return (match || err != nil) && !(isFolder && c.ignored.Exclusions()), info
}

// above returns what is known of a folder, and whether the context lacks it.
func (c *Context) above(folder string) (info patternmatcher.MatchInfo, hidden bool) {
	if folder == "." {
		return info, false
	}
	info, hidden = c.above(path.Dir(folder))
	if !hidden {
		hidden, info = c.hides(folder, true, info)
	}
	return info, hidden
}

// Open implements fs.FS.
func (c *Context) Open(name string) (fs.File, error) {
	if _, err := c.Stat(name); err != nil {
		return nil, err
	}
	return c.folder.Open(name)
}

// Stat implements fs.StatFS.
func (c *Context) Stat(name string) (fs.FileInfo, error) {
	info, err := fs.Stat(c.folder, name)
	if err != nil || name == "." {
		return info, err
	}
	parent, hidden := c.above(path.Dir(name))
	if !hidden {
		hidden, _ = c.hides(name, info.IsDir(), parent)
	}
	if hidden {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return info, nil
}

// ReadDir implements fs.ReadDirFS.
func (c *Context) ReadDir(name string) ([]fs.DirEntry, error) {
	parent, hidden := c.above(name)
	if hidden {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	entries, err := fs.ReadDir(c.folder, name)
	var seen []fs.DirEntry
	for _, e := range entries {
		if hidden, _ := c.hides(path.Join(name, e.Name()), e.IsDir(), parent); !hidden {
			seen = append(seen, e)
		}
	}
	return seen, err
}

// maxListed is how many files of a copied folder are told apart.
const maxListed = 2000

// below returns what a folder holds at all depths, folders included, relative to it; nil
// where that cannot be read, or is too much.
func (c *Context) below(folder string) []string {
	return c.contents.Get(folder, func() []string {
		names := []string{}
		parent, _ := c.above(folder)
		if !c.list(folder, "", parent, &names) {
			return nil
		}
		return names
	})
}

// list adds what a folder holds to names, each behind a prefix, and reports whether that
// could be done.
func (c *Context) list(folder, prefix string, known patternmatcher.MatchInfo, names *[]string) bool {
	entries, err := fs.ReadDir(c.folder, folder)
	if err != nil {
		return false
	}
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		hidden, info := c.hides(name, e.IsDir(), known)
		if hidden {
			continue
		}
		if len(*names) == maxListed {
			return false
		}
		*names = append(*names, prefix+e.Name())
		if e.IsDir() && !c.list(name, prefix+e.Name()+"/", info, names) {
			return false
		}
	}
	return true
}

// listed returns the places of a folder's content, each for itself, as long as
// they are not too many.
func (c *Context) listed(folder, to string) []Place {
	names := c.below(folder)
	if names == nil {
		return below(to)
	}
	to = clean(to)
	places := make([]Place, 0, len(names)+1)
	places = append(places, Place{Kind: Exactly, Name: to})
	to = strings.TrimSuffix(to, "/") + "/"
	for _, name := range names {
		places = append(places, Place{Kind: Exactly, Name: unmerged(to + name)})
	}
	return places
}

package effects

import (
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/moby/patternmatcher"

	"github.com/drydock-dev/drydock/memo"
)

// Context is a build context: a folder without the files that a `.dockerignore` excludes. It
// remembers the folders' contents, because a Dockerfile is checked in several variants. A nil
// Context is an unknown one.
type Context struct {
	folder   fs.FS
	matching sync.Mutex                     // guards ignored, which compiles its patterns lazily
	ignored  *patternmatcher.PatternMatcher // nil if nothing is ignored
	contents memo.Map[[]string]
	answers  memo.Map[any] // see Remember
}

// NewContext returns the build context of a folder. ignored may be nil.
func NewContext(folder fs.FS, ignored *patternmatcher.PatternMatcher) *Context {
	return &Context{folder: folder, ignored: ignored}
}

// Remember returns what make works out about the context, and keeps it under a name: a Dockerfile is
// checked in several variants, and its context stays the same.
func (c *Context) Remember(name string, make func() any) any { return c.answers.Get(name, make) }

// hides reports whether the context excludes a file or folder. It takes the match information of
// the parent folder and returns that of name. It doesn't exclude folders if an exception (`!`) might
// include a file below them.
func (c *Context) hides(name string, isFolder bool, parent patternmatcher.MatchInfo) (bool, patternmatcher.MatchInfo) {
	if c.ignored == nil {
		return false, parent
	}
	c.matching.Lock()
	defer c.matching.Unlock()
	match, info, err := c.ignored.MatchesUsingParentResults(name, parent)
	return (match || err != nil) && !(isFolder && c.ignored.Exclusions()), info
}

// above returns a folder's match information and whether the context excludes the folder.
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

// maxListed is how many files a copied folder may have before it is treated as a whole.
const maxListed = 2000

// below returns all files and folders below a folder, relative to it. It returns nil if they can't
// be read or are too many.
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

// list adds the contents of a folder to names, each with a prefix, and reports whether it
// succeeded.
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

// listed returns one place per file and folder in a copied folder, or a single one if they are too
// many.
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

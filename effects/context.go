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
// Context says that there is no repository to look at: then effects make assumptions about it.
type Context struct {
	also     []*Context // other contexts of the same Dockerfile
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

// UnknownContext is a context in a repository that doesn't tell which folder it is. No file of it is
// known, and nothing is assumed.
var UnknownContext = NewContext(nothing{}, nil)

// nothing is a folder without files.
type nothing struct{}

// Open implements fs.FS.
func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// And returns a context for a Dockerfile that is built from others as well. Files are those of c alone,
// but an instruction has the effects that it has in any of them.
func (c *Context) And(others ...*Context) *Context {
	if len(others) == 0 {
		return c
	}
	return &Context{folder: c.folder, ignored: c.ignored, also: others}
}

// Remember returns what make works out about the context, and keeps it under a name: a Dockerfile is
// checked in several variants, and its context stays the same.
func (c *Context) Remember(name string, make func() any) any { return c.answers.Get(name, make) }

// hides reports whether the context excludes a file or folder. It takes the match information of
// the parent folder and returns that of name. An excluded folder is there all the same if an exception
// (`!`) includes a file below it.
func (c *Context) hides(name string, isFolder bool, parent patternmatcher.MatchInfo) (bool, patternmatcher.MatchInfo) {
	if c.ignored == nil {
		return false, parent
	}
	c.matching.Lock()
	match, info, err := c.ignored.MatchesUsingParentResults(name, parent)
	c.matching.Unlock()
	hidden := match || err != nil
	if hidden && isFolder && c.ignored.Exclusions() {
		left := maxListed
		return !c.shows(name, info, &left), info
	}
	return hidden, info
}

// shows reports whether an excluded folder has a file that an exception includes. A folder with more
// than left entries may have one.
func (c *Context) shows(folder string, parent patternmatcher.MatchInfo, left *int) bool {
	entries, err := fs.ReadDir(c.folder, folder)
	if err != nil {
		return false
	}
	for _, e := range entries {
		if *left--; *left < 0 {
			return true
		}
		name := path.Join(folder, e.Name())
		c.matching.Lock()
		match, info, err := c.ignored.MatchesUsingParentResults(name, parent)
		c.matching.Unlock()
		if err == nil && !match || e.IsDir() && c.shows(name, info, left) {
			return true
		}
	}
	return false
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

// Excludes reports whether the context leaves out a file or folder that a COPY names, whether it exists
// or not.
func (c *Context) Excludes(name string) bool {
	if name == "." || c.ignored == nil {
		return false
	}
	hidden, info := false, patternmatcher.MatchInfo{}
	for i := range len(name) + 1 {
		if i < len(name) && name[i] != '/' {
			continue
		}
		entry, err := fs.Stat(c.folder, name[:i])
		hidden, info = c.hides(name[:i], err == nil && entry.IsDir(), info)
	}
	return hidden
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
	if c.Excludes(name) {
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
// many. Callers must not change them.
func (c *Context) listed(folder, to string) []Place {
	return c.Remember("listed\x00"+folder+"\x00"+to, func() any { return c.placesOf(folder, to) }).([]Place)
}

func (c *Context) placesOf(folder, to string) []Place {
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

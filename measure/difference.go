package measure

import (
	"maps"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/measured"
)

// view returns the files of an image as a container sees them, by name; nil if they weren't all listed.
func (i *Image) view() map[string]file {
	files := map[string]file{}
	for _, l := range i.contents {
		if l.unlisted {
			return nil
		}
		l.putOn(files)
	}
	return files
}

// putOn puts a layer's files on those of the layers below.
func (l *layer) putOn(files map[string]file) {
	hidden := maps.Clone(l.hidden)
	for _, f := range l.files {
		if below, there := files[f.name]; there && below.folder && !f.folder {
			hidden[f.name] = true // the folder's files go with it
		}
	}
	if len(hidden)+len(l.opaque) > 0 {
		for name := range files {
			if isHidden(name, hidden, l.opaque) {
				delete(files, name)
			}
		}
	}
	for _, f := range l.files {
		files[f.name] = f.file
	}
}

// isHidden reports whether a file of the layers below is gone: it or a folder above it is hidden, or a
// folder above it is opaque.
func isHidden(name string, hidden, opaque map[string]bool) bool {
	if hidden[name] {
		return true
	}
	for dir := path.Dir(name); dir != name; name, dir = dir, path.Dir(dir) {
		if hidden[dir] || opaque[dir] {
			return true
		}
	}
	return false
}

// Differences compares the files of two images, by folder: `/usr/lib`, `/app`. Folders deeper than two
// names are counted with theirs. known is false if an image has too many files to be compared.
func Differences(before, after *Image) (found map[string]measured.Difference, known bool) {
	return differences(before.view(), after.view())
}

func differences(before, after map[string]file) (found map[string]measured.Difference, known bool) {
	if before == nil || after == nil {
		return nil, false
	}
	found = map[string]measured.Difference{}
	count := func(name string, change func(*measured.Difference)) {
		d := found[folderOf(name)]
		change(&d)
		found[folderOf(name)] = d
	}
	for name, f := range before {
		switch now, there := after[name]; {
		case !there:
			count(name, func(d *measured.Difference) { d.Removed++ })
		case now != f:
			count(name, func(d *measured.Difference) { d.Changed++ })
		}
	}
	for name := range after {
		if _, there := before[name]; !there {
			count(name, func(d *measured.Difference) { d.Added++ })
		}
	}
	return found, true
}

func folderOf(name string) string {
	parts := strings.SplitN(strings.TrimPrefix(path.Dir(name), "/"), "/", 3)
	return "/" + strings.Join(parts[:min(len(parts), 2)], "/")
}

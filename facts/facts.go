// Package facts is what is known beyond a file: the repository's tree and history, the day,
// the shellcheck program; and what follows from them for a Dockerfile or a Compose file: its
// build context, the services that run it, the commands that it starts with. Each answer is
// worked out when a rule asks, and remembered.
//
// It may import effects, cache, images, kinds and the packages of syntax. It touches neither
// the network, the clock nor the environment: a caller hands everything in.
package facts

import (
	"io/fs"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/memo"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Facts answers questions about what lies around files. Create it with [Gather]. Several
// goroutines may ask at a time. The tree must not change while it is in use.
type Facts struct {
	// Tree is the repository, read only; nil if it isn't available.
	Tree fs.FS
	// History tells how often paths change; nil if that isn't known.
	History History
	// Today is the day to compare dates with; zero to compare none.
	Today time.Time
	// Shell checks scripts; nil if there is no such program.
	Shell ShellChecker

	// Remembered answers about the tree.
	dockerfiles memo.Map[*dockerfile.File] // by name, nil for one that can't be read
	contexts    memo.Map[*effects.Context] // by ignore file and folder
	neighbours  memo.Map[Neighbours]       // by folder
	images      memo.Map[images.Image]     // by name
	whole       memo.Map[any]              // what is true of the whole tree: see remember
	attributes  memo.Map[[]marking]        // by the name of the .gitattributes file
}

// History tells how often paths change.
type History = cache.History

// Rememberer is a tree that keeps what was worked out about all of it. So several Facts of one tree,
// one for each file, search it once.
type Rememberer interface {
	fs.FS
	Remember(name string, make func() any) any
}

// remember returns what make works out about the whole tree, and keeps it.
func (known *Facts) remember(name string, make func() any) any {
	if tree, ok := known.Tree.(Rememberer); ok {
		return tree.Remember(name, make)
	}
	return known.whole.Get(name, make)
}

// Gather returns the facts of a repository. It is the one place where they come together, so
// that a new fact reaches the command line, the Action and every other front door alike.
func Gather(tree fs.FS, history History, today time.Time, shell ShellChecker) *Facts {
	return &Facts{Tree: tree, History: history, Today: today, Shell: shell}
}

// Image returns what is known about an image.
func (known *Facts) Image(name string) images.Image {
	return known.images.Get(name, func() images.Image { return images.Lookup(name) })
}

// Base returns what is known about the image that a stage starts from, through the stages in
// between. A named context of the file's builds replaces the image.
func (known *Facts) Base(s *dockerfile.Stage) images.Image {
	root := s.Root()
	if !root.BaseKnown {
		return images.Image{}
	}
	if root.From.File == nil {
		return known.Image(root.Base)
	}
	name := root.Base
	for _, b := range known.Builds(root.From.File) {
		place, replaced := b.Contexts[root.Base]
		image, isImage := strings.CutPrefix(place, "docker-image://")
		switch {
		case !replaced:
		case !isImage, name != root.Base && name != image:
			return images.Image{}
		default:
			name = image
		}
	}
	return known.Image(name)
}

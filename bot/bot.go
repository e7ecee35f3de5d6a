// Package bot reviews a pull request: it reads the changed Dockerfiles, checks
// both sides, and plans the review of what the change introduced. Where the
// pull request comes from, GitHub or a local branch, is behind [Sides].
//
// bot/diff says which lines may be spoken about, bot/review plans what to say,
// bot/github and bot/local read pull requests, bot/action is the GitHub Action.
// It may import everything but cmd. Only bot/github touches the network.
package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/rules"
)

// Sides is where the two sides of a change are read.
type Sides interface {
	// Head returns a changed file as the change leaves it.
	Head(ctx context.Context, c Change) ([]byte, error)
	// Base returns the file as it is in the merge base, nil if it is not there.
	Base(ctx context.Context, c Change) ([]byte, error)
}

// Change is one changed file.
type Change struct {
	Path     string // in the head; slash-separated, from the repository's root
	Previous string // in the base, when it was renamed; else ""
	Status   Status
	SHA      string // of the head's blob, where it is known
	// Patch is the file's diff as the API gives it; "" when it leaves it out.
	Patch string
}

// Status is what happened to a file.
type Status string

// The statuses that matter here; GitHub's others mean Modified.
const (
	Added    Status = "added"
	Modified Status = "modified"
	Removed  Status = "removed"
	Renamed  Status = "renamed"
)

// MaxBytes is the length over which a Dockerfile is not looked at.
const MaxBytes = 1 << 20

// AnyKnown reports whether there is a file among changed ones that is read, and still
// there.
func AnyKnown(changes []Change) bool {
	return slices.ContainsFunc(changes, Change.known)
}

// Blobs returns the names of the blobs of the files among changed ones that are read,
// as far as they are known.
func Blobs(changes []Change) (names []string) {
	for _, c := range read(changes) {
		if c.SHA != "" {
			names = append(names, c.SHA)
		}
	}
	return names
}

// maxRare is how many files of a change are read that seldom have to do with
// containers, shell scripts and the like: each takes a request.
const maxRare = 50

// read returns the changes that are looked at.
func read(changes []Change) (files []Change) {
	rare := 0
	for _, c := range changes {
		if !c.known() {
			continue
		}
		if kinds.Rare(c.Path) {
			if rare++; rare > maxRare {
				continue
			}
		}
		files = append(files, c)
	}
	return files
}

// NotRead returns how many changed files are left out because there are too many of
// their kind.
func NotRead(changes []Change) (n int) {
	for _, c := range changes {
		if c.known() {
			n++
		}
	}
	return n - len(read(changes))
}

func (c Change) known() bool { return c.Status != Removed && kinds.Known(c.Path) }

// Known is what is known beyond the files themselves, of each side.
type Known struct{ Head, Base rules.Context }

// NewKnown returns what is known where both sides have all but the tree in
// common. A nil tree is one that is not at hand.
func NewKnown(both rules.Context, head, base *Tree) Known {
	known := Known{both, both}
	if head != nil {
		known.Head.Tree = head
	}
	if base != nil {
		known.Base.Tree = base
	}
	return known
}

// Look checks the Dockerfiles among the changes of a pull request. A file that
// cannot be looked at has its error in the result and does not stop the
// others; the error returned is about the pull request as a whole.
func Look(ctx context.Context, sides Sides, changes []Change, known Known) ([]review.File, error) {
	var files []review.File
	for _, c := range read(changes) {
		if known.Head.Settings.Skips(c.Path) {
			continue
		}
		file, err := lookAt(ctx, sides, c, known)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		file.Path, file.Previous = c.Path, c.Previous
		file.Err = err
		files = append(files, file)
	}
	return files, nil
}

func lookAt(ctx context.Context, sides Sides, c Change, known Known) (review.File, error) {
	var file review.File
	head, err := sides.Head(ctx, c)
	if err != nil {
		return file, err
	}
	if err := readable(head); err != nil {
		return file, err
	}
	base, err := before(ctx, sides, c, head)
	if err != nil {
		return file, err
	}
	if c.Patch != "" {
		file.Hunks, err = diff.FromPatch(c.Patch)
	}
	if c.Patch == "" || err != nil {
		if file.Hunks, err = diff.Between(base, head); err != nil {
			return file, err
		}
	}
	file.InBase = map[string]bool{}
	if base != nil && readable(base) == nil {
		before := rules.Run(kinds.Parse(c.Path, base), known.Base)
		for _, print := range rules.Fingerprints(&before.File.Document, before.Findings) {
			file.InBase[print] = true
		}
	}
	file.Check(kinds.Parse(c.Path, head), known.Head)
	return file, nil
}

// before returns the text in the merge base, nil if there is none: by the patch
// where there is one that fits, as that takes no request.
func before(ctx context.Context, sides Sides, c Change, head []byte) ([]byte, error) {
	if c.Status == Added {
		return nil, nil
	}
	if c.Patch != "" {
		if base, err := diff.Before(head, c.Patch); err == nil {
			return base, nil
		}
	}
	return sides.Base(ctx, c)
}

// ErrLink says that a path is a symbolic link or a submodule: what it leads to
// is looked at where it changes itself.
var ErrLink = errors.New("a symbolic link; the file that it leads to is looked at under its own name")

// readable returns why a text cannot be looked at.
func readable(text []byte) error {
	switch {
	case len(text) > MaxBytes:
		return fmt.Errorf("longer than %d bytes", MaxBytes)
	case bytes.IndexByte(text, 0) >= 0:
		return errors.New("not a text file: it has a zero byte")
	case len(text) > 0 && len(text) < 4096 && !bytes.ContainsAny(text, " \t\r\n"):
		// The blob of a link is the path that it leads to. No Dockerfile is one
		// word.
		return ErrLink
	}
	return nil
}

// ReadSettings returns the settings of a repository, read by a function that
// returns fs.ErrNotExist for a file that is not there. name is the file that
// the user asked for, "" for the usual ones.
func ReadSettings(name string, read func(name string) ([]byte, error)) (rules.Settings, error) {
	names := rules.SettingsFiles
	if name != "" {
		names = []string{name}
	}
	for _, n := range names {
		text, err := read(n)
		switch {
		case err == nil:
			return rules.ParseSettings(n, text)
		case errors.Is(err, fs.ErrNotExist) && name == "":
		default:
			return rules.DefaultSettings(), fmt.Errorf("settings file %s: %w", n, err)
		}
	}
	return rules.DefaultSettings(), nil
}

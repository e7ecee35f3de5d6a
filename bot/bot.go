// Package bot reviews a pull request. It reads the changed files, checks both sides, and
// plans the review of what the change introduced. [Sides] hides where the pull request
// comes from: GitHub or a local branch.
//
// bot/diff says which lines can hold comments, bot/review plans what to post, bot/github
// and bot/local read pull requests, bot/action is the GitHub Action. This package may
// import everything but cmd. Only bot/github touches the network.
package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"time"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

// Sides reads the files on both sides of a change.
type Sides interface {
	// Head returns a changed file's text in the head.
	Head(ctx context.Context, c Change) ([]byte, error)
	// Base returns the file's text in the merge base, nil if the file isn't there.
	Base(ctx context.Context, c Change) ([]byte, error)
}

// Change is one changed file.
type Change struct {
	Path     string // in the head; slash-separated, from the repository's root
	Previous string // the path in the base of a renamed file, else ""
	Status   Status
	SHA      string // of the head's blob, "" if not known
	// Patch is the file's diff as the API gives it, "" if the API leaves it out.
	Patch string
}

// Status is what happened to a file.
type Status string

// The statuses that make a difference here. GitHub's others count as Modified.
const (
	Added    Status = "added"
	Modified Status = "modified"
	Removed  Status = "removed"
	Renamed  Status = "renamed"
)

// MaxBytes is the size limit of a file. Longer files are not checked.
const MaxBytes = 1 << 20

// maxRare is how many changed files of the rare kinds are selected: shell scripts and
// others that seldom have to do with containers. Each may take a request.
const maxRare = 50

// Select returns the changed files to check: those of a known kind, and those that the head builds as
// Dockerfiles, that still exist and that the settings don't exclude. left is how many more there are
// beyond the limit for rare kinds.
func Select(changes []Change, settings config.Settings, head *facts.Facts) (selected []Change, left int) {
	rare := 0
	for _, c := range changes {
		built := c.Status != Removed && (kinds.Rare(c.Path) || MayBeDockerfile(c)) && head.IsBuilt(c.Path)
		switch {
		case c.Status == Removed, !built && (!kinds.Known(c.Path) || settings.Skips(c.Path)), built && settings.SkipsBuilt(c.Path):
			continue
		}
		if kinds.Rare(c.Path) && !built {
			if rare++; rare > maxRare {
				left++
				continue
			}
		}
		selected = append(selected, c)
	}
	return selected, left
}

// MayBeDockerfile reports whether a changed file without a name of a known kind may be a Dockerfile all
// the same: its patch, if there is one, has a line that begins like an instruction.
func MayBeDockerfile(c Change) bool {
	return !kinds.Known(c.Path) && c.Status != Removed && (c.Patch == "" || instruction.MatchString(c.Patch))
}

// instruction matches a line of a patch that begins like an instruction of a Dockerfile.
var instruction = regexp.MustCompile(`(?m)^[ +-]\s*(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s`)

// Facts are what is known beyond the files themselves, for each side.
type Facts struct{ Head, Base *facts.Facts }

// GatherFacts returns the facts of two sides that differ in their trees only. A nil tree is one
// that could not be read.
func GatherFacts(head, base *Tree, history facts.History, today time.Time, shell facts.ShellChecker) Facts {
	side := func(tree *Tree) *facts.Facts {
		if tree == nil {
			return facts.Gather(nil, history, today, shell)
		}
		return facts.Gather(tree, history, today, shell)
	}
	return Facts{Head: side(head), Base: side(base)}
}

// Check checks changed files that [Select] returned. A file that can't be checked has
// its error in the result and doesn't stop the others. The returned error is the
// context's.
func Check(ctx context.Context, sides Sides, selected []Change, settings config.Settings, known Facts) ([]review.File, error) {
	var files []review.File
	for _, c := range selected {
		file, err := checkFile(ctx, sides, c, settings, known)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		file.Path, file.Previous = c.Path, c.Previous
		file.Err = err
		files = append(files, file)
	}
	return files, nil
}

func checkFile(ctx context.Context, sides Sides, c Change, settings config.Settings, known Facts) (review.File, error) {
	var file review.File
	head, err := sides.Head(ctx, c)
	if err != nil {
		return file, err
	}
	if err := checkText(head); err != nil {
		return file, err
	}
	base, err := baseText(ctx, sides, c, head)
	if err != nil {
		return file, err
	}
	if c.Patch != "" {
		file.Hunks, err = diff.FromPatch(c.Patch)
	}
	if c.Patch == "" || err != nil {
		file.Hunks = diff.Between(base, head)
	}
	file.Changes = diff.Compare(base, head)
	both := review.Sides{Head: known.Head.Parse(c.Path, c.Path, head), KnownHead: known.Head, KnownBase: known.Base}
	if base != nil && checkText(base) == nil {
		both.Base = kinds.ParseAs(both.Head.Kind(), c.Path, base)
	}
	if why := NotReviewed(both.Base, both.Head, known.Base, settings); why != "" {
		file.LeaveOut(why, both.Head)
		return file, nil
	}
	file.Ignores = settings.AddedIgnores(both.Base, both.Head)
	file.Check(both, settings)
	return file, nil
}

// baseText returns the text in the merge base, nil if there is none. It reverses the patch
// if that applies, which saves a request.
func baseText(ctx context.Context, sides Sides, c Change, head []byte) ([]byte, error) {
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

// ErrLink says that a path is a symbolic link or a submodule. Its target is checked when
// the target itself changes.
var ErrLink = errors.New("a symbolic link; its target is checked under its own name")

// checkText returns why a text can't be checked, nil if it can.
func checkText(text []byte) error {
	switch {
	case len(text) > MaxBytes:
		return fmt.Errorf("longer than %d bytes", MaxBytes)
	case bytes.IndexByte(text, 0) >= 0:
		return errors.New("not a text file: it contains a NUL byte")
	case len(text) > 0 && len(text) < 4096 && !bytes.ContainsAny(text, " \t\r\n"):
		// A link's blob is the path of its target. No Dockerfile is a single word.
		return ErrLink
	}
	return nil
}

// ReadSettings returns a repository's settings. name is the file that the user asked for,
// "" for the usual ones. read returns fs.ErrNotExist for a file that doesn't exist.
func ReadSettings(name string, read func(name string) ([]byte, error)) (config.Settings, error) {
	names := config.Files
	if name != "" {
		names = []string{name}
	}
	for _, n := range names {
		text, err := read(n)
		switch {
		case err == nil:
			return config.Parse(rules.All, n, text)
		case errors.Is(err, fs.ErrNotExist) && name == "":
		default:
			return config.Default(rules.All), fmt.Errorf("settings file %s: %w", n, err)
		}
	}
	return config.Default(rules.All), nil
}

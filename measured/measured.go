// Package measured has the figures of real builds and starts: what package measure found for each
// suggestion, as a review repeats it. It has no builder and does nothing itself.
//
// A report may come from the run of a stranger's pull request. So it has numbers and hashes only,
// [Decode] takes nothing else, and readers match it to the suggestions that they made themselves.
//
// It may import fix and what is below it.
package measured

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/fix"
)

// Report is what was measured for a change.
type Report struct {
	Version int    `json:"version"` // 1
	Head    string `json:"head"`    // the commit that was measured, "" if it was none
	// Reported is true if the figures were taken from a file that another run wrote. The reader sets it.
	Reported bool   `json:"reported"`
	Files    []File `json:"files"`
	// Incomplete is true if the time, the disk or the user ended the measuring early.
	Incomplete bool `json:"incomplete"`
}

// File is what was measured of one Dockerfile.
type File struct {
	Hash string `json:"hash"` // see HashOfFile
	// Before is the unchanged Dockerfile, All the one with all suggestions that do no worse alone; nil if it
	// wasn't measured.
	Before      Figures   `json:"before"`
	Suggestions []Variant `json:"suggestions"`
	All         *Figures  `json:"all"`
}

// Variant is the Dockerfile with one suggestion.
type Variant struct {
	Hash string `json:"hash"` // see HashOf
	Figures
}

// Figures are what was measured of one text of a Dockerfile.
type Figures struct {
	Builds     bool  `json:"builds"`
	Size       int64 `json:"size"`       // of the image on disk, in bytes
	Compressed int64 `json:"compressed"` // of the image in a registry, in bytes
	Cold       int64 `json:"cold_ms"`    // all steps, in milliseconds; -1 if it isn't known
	// Rebuild is how long the steps take that run again after an edit of the file that changes most
	// often, in milliseconds; -1 if no file is known.
	Rebuild int64 `json:"rebuild_ms"`
	// Started is true if the container was started.
	Started bool `json:"started"`
	// Stays is true if the program still ran when it was asked to stop.
	Stays    bool `json:"stays"`
	ExitCode int  `json:"exit_code"` // of a program that ended by itself
	Ports    int  `json:"ports"`     // on how many ports it answered
	// Stop is how long the program took to end after SIGTERM, in milliseconds; -1 if it had to be killed
	// or wasn't asked.
	Stop int64 `json:"stop_ms"`
	// Worse says why the variant does worse than the unchanged Dockerfile.
	Worse Worse `json:"worse"`
}

// Worse is why a variant does worse than the unchanged Dockerfile.
type Worse int

// The ways to do worse.
const (
	NotWorse      Worse = iota
	DoesNotBuild        // it doesn't build
	DoesNotStart        // its container can't be started
	EndsOtherwise       // its program ends, or ends with another exit code
	DoesNotAnswer       // its program answers otherwise on a port
	FailsWithData       // it does so with a volume that the unchanged image made
)

// HashOf identifies a suggestion for a file: by the file's name in the repository and what changes.
func HashOf(path string, s fix.Suggestion) string {
	return hash(fmt.Sprintf("suggestion\x00%s\x00%d\x00%d\x00%s", path, s.StartLine, s.EndLine, s.Replacement))
}

// HashOfFile identifies a file: by its name in the repository and its text.
func HashOfFile(path string, text []byte) string {
	return hash(fmt.Sprintf("file\x00%s\x00%s", path, text))
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Comparison is a Dockerfile without and with a change.
type Comparison struct {
	Before, After Figures
	Reported      bool // see Report
}

// Suggestion returns the figures of a suggestion for a file's text. ok is false if the report has none.
func (r *Report) Suggestion(path string, text []byte, s fix.Suggestion) (c Comparison, ok bool) {
	f := r.file(path, text)
	if f == nil {
		return c, false
	}
	i := slices.IndexFunc(f.Suggestions, func(v Variant) bool { return v.Hash == HashOf(path, s) })
	if i < 0 {
		return c, false
	}
	return Comparison{f.Before, f.Suggestions[i].Figures, r.Reported}, true
}

// All returns the figures of a file's text with all suggestions that do no worse. ok is false if the report has none.
func (r *Report) All(path string, text []byte) (c Comparison, ok bool) {
	f := r.file(path, text)
	if f == nil || f.All == nil {
		return c, false
	}
	return Comparison{f.Before, *f.All, r.Reported}, true
}

// file returns what was measured of a file's text, nil for nothing.
func (r *Report) file(path string, text []byte) *File {
	if r == nil {
		return nil
	}
	if i := slices.IndexFunc(r.Files, func(f File) bool { return f.Hash == HashOfFile(path, text) }); i >= 0 {
		return &r.Files[i]
	}
	return nil
}

package measured

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// The bounds of a report.
const (
	// MaxBytes is the size limit of an encoded report. 1,000 suggestions take a third of it.
	MaxBytes       = 1 << 20
	maxFiles       = 100
	maxSuggestions = 1000    // of all files together
	maxSize        = 1 << 44 // bytes of an image
	maxTime        = int64(24 * time.Hour / time.Millisecond)
	maxExitCode    = 255
	maxPorts       = 1 << 16
)

// Encode returns a report in the form that Decode reads.
func (r *Report) Encode() []byte {
	text, _ := json.Marshal(r) // plain data
	return append(text, '\n')
}

// Decode reads a report that a stranger may have written. It takes only what [Report.Encode] writes, up
// to white space, with all figures in range. The error repeats nothing of the text.
func Decode(from io.Reader) (*Report, error) {
	text, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("can't be read: %w", err)
	}
	if len(text) > MaxBytes {
		return nil, fmt.Errorf("longer than %d bytes", MaxBytes)
	}
	var r Report
	if err := json.Unmarshal(text, &r); err != nil {
		return nil, explain(err)
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, explain(err)
	}
	// Fields that are unknown, missing, doubled or written otherwise all show here.
	if !bytes.Equal(append(compact.Bytes(), '\n'), r.Encode()) {
		return nil, errors.New("its fields aren't exactly those of a report: one is unknown, missing or there twice")
	}
	return &r, nil
}

// explain says what is wrong with a text, without its words.
func explain(err error) error {
	var value *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &value):
		return fmt.Errorf("the value at byte %d is of the wrong kind or out of range", value.Offset)
	case errors.As(err, &syntax):
		return fmt.Errorf("no JSON from byte %d on", syntax.Offset)
	}
	return errors.New("no JSON")
}

// check returns what is out of bounds in a report.
func (r *Report) check() error {
	suggestions := 0
	for _, f := range r.Files {
		suggestions += len(f.Suggestions)
	}
	switch {
	case r.Version != 1:
		return errors.New("its version isn't 1")
	case r.Head != "" && !isHash(r.Head, 40) && !isHash(r.Head, 64):
		return errors.New("its head isn't a commit")
	case len(r.Files) > maxFiles || suggestions > maxSuggestions:
		return fmt.Errorf("more than %d files or %d suggestions", maxFiles, maxSuggestions)
	}
	known := map[string]bool{}
	for _, f := range r.Files {
		if err := f.check(known); err != nil {
			return err
		}
	}
	return nil
}

// check returns what is out of bounds in a file's figures. known are the hashes so far.
func (f File) check(known map[string]bool) error {
	if err := unique(f.Hash, known); err != nil {
		return err
	}
	all := []Figures{f.Before}
	for _, v := range f.Suggestions {
		if err := unique(v.Hash, known); err != nil {
			return err
		}
		all = append(all, v.Figures)
	}
	if f.All != nil {
		all = append(all, *f.All)
	}
	for i, figures := range all {
		if err := figures.check(); err != nil {
			return err
		}
		if i == 0 && figures.Worse != NotWorse || !figures.Builds && f.Before.Builds && figures.Worse != DoesNotBuild {
			return errors.New("its figures contradict each other")
		}
	}
	return nil
}

// check returns what is out of bounds in figures.
func (f Figures) check() error {
	for _, bound := range []struct {
		name              string
		value, least, top int64
	}{
		{"size", f.Size, 0, maxSize},
		{"compressed", f.Compressed, 0, maxSize},
		{"cold_ms", f.Cold, -1, maxTime},
		{"rebuild_ms", f.Rebuild, -1, maxTime},
		{"exit_code", int64(f.ExitCode), -1, maxExitCode},
		{"ports", int64(f.Ports), 0, maxPorts},
		{"stop_ms", f.Stop, -1, maxTime},
		{"worse", int64(f.Worse), int64(NotWorse), int64(FailsWithData)},
	} {
		if bound.value < bound.least || bound.value > bound.top {
			return fmt.Errorf("a %s is out of range", bound.name)
		}
	}
	return nil
}

// unique returns an error for what is no SHA-256 or was there before.
func unique(hash string, known map[string]bool) error {
	switch {
	case !isHash(hash, 64):
		return errors.New("a hash isn't a SHA-256")
	case known[hash]:
		return errors.New("a hash is there twice")
	}
	known[hash] = true
	return nil
}

// isHash reports whether a text is so many hexadecimal digits in lower case.
func isHash(text string, digits int) bool {
	_, err := hex.DecodeString(text)
	return err == nil && len(text) == digits && text == strings.ToLower(text)
}

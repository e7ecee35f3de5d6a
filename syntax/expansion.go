package syntax

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

// maxValue is how long a variable's value may be, in bytes: more no program can
// be given (execve(2), MAX_ARG_STRLEN). maxExpanded is what all instructions of
// a file together may be given, variables put in.
const (
	maxValue    = 128 << 10
	maxExpanded = 32 << 20
)

// checkExpansion returns an error when the file's variables may come to more
// than these bounds. A few lines are enough to name a value that fills any
// memory (each ENV the one above it twice), and BuildKit's converter would
// compute it. What is compared is never less than the true length.
func (f *File) checkExpansion() error {
	e := expansion{lengths: map[string]int{}}
	total, environment := 0, 0
	for _, in := range f.Instructions {
		for name, value := range in.Definitions() {
			n := e.bound(value)
			if n > maxValue {
				return tooLong(in, fmt.Sprintf("the value of %s may be longer than %d bytes, which no program can be given", name, maxValue))
			}
			environment += max(0, n-e.lengths[name])
			e.lengths[name] = max(n, e.lengths[name])
		}
		text := in.Span.Len() // of a script, which is the shell's to expand
		if in.Name != "RUN" {
			text = e.bound(in.Text())
		}
		if total += text + environment; total > maxExpanded {
			return tooLong(in, fmt.Sprintf("with their variables put in, the instructions up to here are longer than the %d bytes that are looked at", maxExpanded))
		}
	}
	return nil
}

// Definitions yields the variables that an ENV or ARG gives values, with the
// values as written.
func (in *Instruction) Definitions() func(func(name, value string) bool) {
	return func(yield func(name, value string) bool) {
		switch c := in.Parsed.(type) {
		case *instructions.EnvCommand:
			for _, pair := range c.Env {
				if !yield(pair.Key, pair.Value) {
					return
				}
			}
		case *instructions.ArgCommand:
			for _, a := range c.Args {
				if a.Value != nil && !yield(a.Key, *a.Value) {
					return
				}
			}
		}
	}
}

func tooLong(in *Instruction, message string) error {
	return &ParseError{Line: in.Line, EndLine: in.EndLine, Refused: true, Message: message}
}

// expansion bounds the length of texts once their variables are put in.
type expansion struct {
	lengths map[string]int // of variables, at most
	rest    string         // what is still to be read
}

// bound returns what the length of a text is at most.
func (e *expansion) bound(text string) int {
	e.rest = text
	return e.read(false)
}

// huge is more than any bound; lengths stay below its square.
const huge = 1 << 30

// read reads to the end, or inside braces to the one that closes them.
func (e *expansion) read(braces bool) int {
	length := 0
	for e.rest != "" && length < huge {
		stop := strings.IndexAny(e.rest, "$}")
		if stop < 0 {
			length += len(e.rest)
			e.rest = ""
			break
		}
		length += stop + 1
		c := e.rest[stop]
		e.rest = e.rest[stop+1:]
		if c == '}' {
			if braces {
				break
			}
			continue
		}
		length += e.variable()
	}
	return min(length, huge)
}

// variable reads what follows a `$`.
func (e *expansion) variable() int {
	rest, braces := strings.CutPrefix(e.rest, "{")
	name := rest[:len(rest)-len(strings.TrimLeft(rest, nameBytes))]
	e.rest = rest[len(name):]
	value := e.lengths[name]
	if !braces {
		return value
	}
	// A default, or a pattern and what each of its matches is replaced with.
	replaces := strings.HasPrefix(e.rest, "/")
	inner := e.read(true)
	if replaces {
		return min(value*(inner+1), huge)
	}
	return value + inner
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

package dockerfile

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

// Limits in bytes. maxValue is for a variable's value: no program can receive a longer one
// (execve(2), MAX_ARG_STRLEN). maxExpanded is for all instructions of a file together, with their
// variables expanded.
const (
	maxValue    = 128 << 10
	maxExpanded = 32 << 20
)

// checkExpansion returns an error if the file's variables may exceed these limits. A few lines are
// enough for a value that fills any memory, if each ENV repeats the previous one twice. BuildKit's
// converter would compute it. The lengths compared here are upper bounds.
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
		text := in.Span.Len() // for a script, which the shell expands
		if in.Name != "RUN" {
			text = e.bound(in.Text())
		}
		if total += text + environment; total > maxExpanded {
			return tooLong(in, fmt.Sprintf("with their variables put in, the instructions up to here are longer than the %d bytes that are looked at", maxExpanded))
		}
	}
	return nil
}

// Definitions yields the variables that an ENV or ARG sets, with their values as written.
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
	return &syntax.ParseError{Line: in.Line, EndLine: in.EndLine, Refused: true, Message: message}
}

// expansion computes upper bounds for the length of texts with their variables expanded.
type expansion struct {
	lengths map[string]int // upper bounds, by variable
	rest    string         // the unread text
}

// bound returns an upper bound for the length of a text.
func (e *expansion) bound(text string) int {
	e.rest = text
	return e.read(false)
}

// huge is above every limit. Lengths stay below its square.
const huge = 1 << 30

// read reads to the end of the text, or to the closing brace if braces is true.
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

// variable reads the variable after a `$` and bounds its length.
func (e *expansion) variable() int {
	rest, braces := strings.CutPrefix(e.rest, "{")
	name := rest[:len(rest)-len(strings.TrimLeft(rest, nameBytes))]
	e.rest = rest[len(name):]
	value := e.lengths[name]
	if !braces {
		return value
	}
	// Either a default, or a pattern and its replacement.
	replaces := strings.HasPrefix(e.rest, "/")
	inner := e.read(true)
	if replaces {
		return min(value*(inner+1), huge)
	}
	return value + inner
}

const nameBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

package run

import (
	"iter"
	"regexp"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// mentions reports whether a word of a file matches: see wordsOf.
func mentions(file *dockerfile.File, pattern *regexp.Regexp) bool {
	for in := range file.Triggered() {
		for word := range wordsOf(in) {
			if pattern.MatchString(word) {
				return true
			}
		}
	}
	return false
}

// wordsOf yields the words of an instruction: those of a script's commands with the files they write and
// the variables they set, the arguments of every other instruction. Comments aren't among them.
func wordsOf(in *dockerfile.Instruction) iter.Seq[string] {
	return func(yield func(string) bool) {
		s := in.Script()
		if s == nil || s.Tree == nil {
			for _, a := range in.Args {
				if !yield(a.Text) {
					return
				}
			}
			return
		}
		for _, c := range s.AllCommands() {
			for _, w := range c.AllWords() {
				if !yield(w.Source) {
					return
				}
			}
			for _, r := range c.Redirects {
				if !yield(r.Target.Source) {
					return
				}
			}
		}
		for _, v := range s.Variables() {
			if !yield(v.Value.Source) {
				return
			}
		}
	}
}

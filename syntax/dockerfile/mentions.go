package dockerfile

import (
	"iter"
	"regexp"
	"slices"
)

// Words yields the words of an instruction: those of its script's commands, with the files they write and
// the variables they set as NAME=value, or else its arguments. Neither comments nor the texts of
// here-documents are among them. A word is as it is written, with its quotes.
func (in *Instruction) Words() iter.Seq[string] {
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
			for _, w := range slices.Concat(c.Wrappers, c.Words) {
				if !yield(w.Source) {
					return
				}
			}
			for _, a := range c.Assigns {
				if !yield(a.Value) {
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
			if !yield(v.Name + "=" + v.Value.Source) {
				return
			}
		}
	}
}

// HasWord reports whether a word of an instruction matches: see [Instruction.Words].
func (in *Instruction) HasWord(pattern *regexp.Regexp) bool {
	for word := range in.Words() {
		if pattern.MatchString(word) {
			return true
		}
	}
	return false
}

// HasWord reports whether a word of an instruction of the file matches.
func (file *File) HasWord(pattern *regexp.Regexp) bool {
	for in := range file.Triggered() {
		if in.HasWord(pattern) {
			return true
		}
	}
	return false
}

// HasWord reports whether a word of an instruction matches, in the stage or in one that it starts from.
func (s *Stage) HasWord(pattern *regexp.Regexp) bool {
	for ; s != nil; s = s.Parent {
		if slices.ContainsFunc(s.Instructions, func(in *Instruction) bool { return in.HasWord(pattern) }) {
			return true
		}
	}
	return false
}

// Mentions reports whether a name stands in the text of an instruction as a whole word, be it in a comment
// or in what is the text of a file: whoever uses a variable names it.
func (in *Instruction) Mentions(name string) bool { return wordOf(name).MatchString(in.Text()) }

// Variables returns the names of the variables that the text of an instruction names, quoted ones too.
func (in *Instruction) Variables() (names []string) {
	for _, m := range variableName.FindAllStringSubmatch(in.Text(), -1) {
		if !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

var variableName = regexp.MustCompile(`\$\{?([A-Za-z_][A-Za-z0-9_]*)`)

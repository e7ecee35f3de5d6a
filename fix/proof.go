package fix

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// accepted returns why a changed file is not as sound as the original, nil if
// it is: it builds as far as BuildKit's front end can tell, its scripts parse,
// nothing that people wrote is lost. It says nothing about findings.
func accepted(original, changed *rules.Result) error {
	before, after := original.File, changed.File
	if before.Model != nil {
		return soundModel(before, after)
	}
	switch {
	case after.Err != nil:
		return fmt.Errorf("BuildKit rejects the changed file: %w", after.Err)
	case changed.Build.Err != nil:
		return fmt.Errorf("BuildKit's converter rejects the changed file: %w", changed.Build.Err)
	case changed.Build.Panic != "":
		return errors.New("BuildKit's converter panics on the changed file")
	case unparsedScripts(after) > unparsedScripts(before):
		return errors.New("a shell script no longer parses")
	case len(after.Stages) != len(before.Stages):
		return errors.New("the number of stages changes")
	}
	for i, stage := range before.Stages {
		if startsProgram(stage) && !startsProgram(after.Stages[i]) {
			return errors.New("a stage loses its CMD or ENTRYPOINT")
		}
	}
	return textKept(before, after)
}

// soundModel is accepted for a file that is no Dockerfile: its model judges.
func soundModel(before, after *syntax.File) error {
	if after.Err != nil {
		return fmt.Errorf("the changed file cannot be read: %w", after.Err)
	}
	if err := before.Model.Sound(after.Model); err != nil {
		return err
	}
	return textKept(before, after)
}

// textKept returns an error when a change loses what every file has: its end, its line
// endings, its comments.
func textKept(before, after *syntax.File) error {
	switch {
	case bytes.HasSuffix(after.Source, []byte("\n")) != bytes.HasSuffix(before.Source, []byte("\n")):
		return errors.New("the end of the file changes")
	case mixesLineEndings(after.Source) && !mixesLineEndings(before.Source):
		return errors.New("line endings become mixed")
	}
	return commentsKept(before, after)
}

// onlyIn returns an error when a change to a file that is no Dockerfile reaches beyond
// what its fixes name.
func onlyIn(before, after *syntax.File, fixes []*rules.Finding) error {
	if before.Model == nil {
		return nil
	}
	for _, place := range before.Model.Changes(after.Model) {
		named := slices.ContainsFunc(fixes, func(f *rules.Finding) bool {
			return slices.ContainsFunc(f.Fix.Places, func(p string) bool { return strings.HasPrefix(place+".", p+".") })
		})
		if !named {
			return fmt.Errorf("it changes %s as well", place)
		}
	}
	return nil
}

// unparsedScripts counts the scripts of Unix shells that the shell parser does
// not take.
func unparsedScripts(f *syntax.File) int {
	n := 0
	for _, in := range f.Instructions {
		for ; in != nil; in = in.Trigger {
			if s := in.Script(); s != nil && s.Tree == nil {
				n++
			}
		}
	}
	return n
}

func startsProgram(s *syntax.Stage) bool { return s.Last("CMD") != nil || s.Last("ENTRYPOINT") != nil }

func mixesLineEndings(source []byte) bool {
	crlf := bytes.Count(source, []byte("\r\n"))
	return crlf > 0 && crlf != bytes.Count(source, []byte("\n"))
}

// commentsKept returns an error when a comment, a line of its own or one
// inside a script, is no longer there.
func commentsKept(before, after *syntax.File) error {
	left := map[string]int{}
	for _, text := range commentTexts(after) {
		left[text]++
	}
	for _, text := range commentTexts(before) {
		if left[text]--; left[text] < 0 {
			return fmt.Errorf("the comment %q is lost", text)
		}
	}
	return nil
}

func commentTexts(f *syntax.File) []string {
	var texts []string
	for _, c := range f.Comments {
		texts = append(texts, c.Text)
	}
	for _, in := range f.Instructions {
		if s := in.Script(); s != nil {
			for _, span := range s.Comments {
				texts = append(texts, f.Text(span))
			}
		}
	}
	return texts
}

// counts returns how often each rule, and each check of BuildKit, has a hit.
func counts(r *rules.Result) map[string]int {
	n := map[string]int{}
	for _, f := range r.Findings {
		n[f.Kind()]++
	}
	if r.Build != nil {
		for _, w := range r.Build.Warnings {
			n["BuildKit's "+w.Check]++
		}
	}
	return n
}

// newHits returns the rules and checks that have more hits in a changed file
// than in the original, sorted.
func newHits(original, changed *rules.Result) []string {
	before, after := counts(original), counts(changed)
	var more []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if after[name] > before[name] {
			more = append(more, name)
		}
	}
	return more
}

// prove returns why a changed file must not be offered in place of the
// original, nil if it may.
func prove(original, changed *rules.Result) error {
	if err := accepted(original, changed); err != nil {
		return err
	}
	if more := newHits(original, changed); len(more) > 0 {
		return fmt.Errorf("it brings new findings of %v", more)
	}
	return nil
}

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

// accepted returns why a changed file is worse than the original, nil if it isn't. BuildKit's
// front end must accept it, its scripts must parse, and no comment may be lost. It doesn't look at
// findings.
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

// soundModel is accepted for files other than Dockerfiles. Their model decides.
func soundModel(before, after *syntax.File) error {
	if after.Err != nil {
		return fmt.Errorf("the changed file can't be read: %w", after.Err)
	}
	if err := before.Model.Sound(after.Model); err != nil {
		return err
	}
	return textKept(before, after)
}

// textKept returns an error if a change affects the newline at the end of the file, its line
// endings or its comments.
func textKept(before, after *syntax.File) error {
	switch {
	case bytes.HasSuffix(after.Source, []byte("\n")) != bytes.HasSuffix(before.Source, []byte("\n")):
		return errors.New("the newline at the end of the file changes")
	case mixesLineEndings(after.Source) && !mixesLineEndings(before.Source):
		return errors.New("line endings become mixed")
	}
	return commentsKept(before, after)
}

// onlyIn returns an error if a change to a file other than a Dockerfile affects places that its
// fixes don't name.
func onlyIn(before, after *syntax.File, fixes []*rules.Finding) error {
	if before.Model == nil {
		return nil
	}
	for _, place := range before.Model.Changes(after.Model) {
		named := slices.ContainsFunc(fixes, func(f *rules.Finding) bool {
			return slices.ContainsFunc(f.Fix.Places, func(p string) bool { return strings.HasPrefix(place+".", p+".") })
		})
		if !named {
			return fmt.Errorf("it also changes %s", place)
		}
	}
	return nil
}

// unparsedScripts counts the Unix shell scripts that the shell parser rejects.
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

// commentsKept returns an error if a comment is gone, whether it was on its own line or inside a
// script.
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

// counts returns the number of findings of each rule and each BuildKit check.
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

// newHits returns, sorted, the rules and checks that find more in a changed file than in the
// original.
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

// prove returns why a changed file must not be offered, nil if it may.
func prove(original, changed *rules.Result) error {
	if err := accepted(original, changed); err != nil {
		return err
	}
	if more := newHits(original, changed); len(more) > 0 {
		return fmt.Errorf("it adds new findings: %s", strings.Join(more, ", "))
	}
	return nil
}

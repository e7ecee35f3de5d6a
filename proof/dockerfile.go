package proof

import (
	"errors"
	"fmt"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// dockerfileJudge asks BuildKit.
type dockerfileJudge struct{}

func (dockerfileJudge) Read(file syntax.File) Verdict {
	f := file.(*dockerfile.File)
	if f.Err != nil {
		return Verdict{Rejected: f.Err, Builder: "BuildKit"}
	}
	build := buildkit.Convert(f)
	return Verdict{Rejected: build.Err, Builder: "BuildKit", Panic: build.Panic, Converter: "BuildKit's converter"}
}

// Accept returns an error unless BuildKit builds the changed file as far as its front end can
// tell, its scripts parse as before, and its stages still start a program.
func (j dockerfileJudge) Accept(before, after syntax.File) error {
	original, changed := before.(*dockerfile.File), after.(*dockerfile.File)
	if changed.Err != nil {
		return fmt.Errorf("BuildKit rejects the changed file: %w", changed.Err)
	}
	switch verdict := j.Read(changed); {
	case verdict.Rejected != nil:
		return fmt.Errorf("BuildKit's converter rejects the changed file: %w", verdict.Rejected)
	case verdict.Panic != "":
		return errors.New("BuildKit's converter panics on the changed file")
	case unparsedScripts(changed) > unparsedScripts(original):
		return errors.New("a shell script no longer parses")
	case len(changed.Stages) != len(original.Stages) && !extends(original, changed):
		return errors.New("the number of stages changes")
	}
	for i, stage := range original.Stages {
		now := changed.Stages[i]
		if stage.Final {
			now = changed.FinalStage()
		}
		if startsProgram(stage) && !startsProgram(now) {
			return errors.New("a stage loses its CMD or ENTRYPOINT")
		}
	}
	return commentsOutside(original, changed)
}

// extends reports whether a changed file has one more stage, at its end, that takes from those before it:
// all that were built for the image still are.
func extends(original, changed *dockerfile.File) bool {
	if len(changed.Stages) != len(original.Stages)+1 {
		return false
	}
	for i, stage := range original.Stages {
		if stage.Reached && !changed.Stages[i].Reached {
			return false
		}
	}
	return true
}

// commentsOutside returns an error when a comment that stands between instructions ends up in the
// middle of one: it explains an instruction, or switches rules off for it.
func commentsOutside(original, changed *dockerfile.File) error {
	known := insideComments(original)
	for text, n := range insideComments(changed) {
		if n > known[text] {
			return fmt.Errorf("the comment %q would be in the middle of an instruction", text)
		}
	}
	return nil
}

// insideComments counts the comments inside instructions by their text.
func insideComments(f *dockerfile.File) map[string]int {
	inside := map[string]int{}
	for _, c := range f.Comments {
		if f.InstructionAt(c.Line) != nil {
			inside[c.Text]++
		}
	}
	return inside
}

// unparsedScripts counts the Unix shell scripts that the shell parser rejects.
func unparsedScripts(f *dockerfile.File) int {
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

func startsProgram(s *dockerfile.Stage) bool {
	return s.Last("CMD") != nil || s.Last("ENTRYPOINT") != nil
}

// Changes returns none: what a fix of a Dockerfile changes is told by the builds.
func (dockerfileJudge) Changes(_, _ syntax.File) []string { return nil }

func (dockerfileJudge) Compare(before, after syntax.File) buildkit.Change {
	return buildkit.Compare(buildkit.Convert(before.(*dockerfile.File)), buildkit.Convert(after.(*dockerfile.File)))
}

func (j dockerfileJudge) SameBuild(before, after syntax.File) error {
	original, changed := before.(*dockerfile.File), after.(*dockerfile.File)
	if original.SameWords(changed) {
		return nil
	}
	if verdict := j.Read(changed); verdict.Rejected != nil || verdict.Panic != "" {
		return errors.New("it claims to keep the build the same, but BuildKit's converter rejects the file")
	}
	if change := j.Compare(before, after); change != buildkit.SameBuild {
		return fmt.Errorf("it claims to keep the build the same, but the result is %s", change)
	}
	return nil
}

func (dockerfileJudge) Warnings(file syntax.File) []buildkit.Warning {
	if f := file.(*dockerfile.File); f.Err == nil {
		return buildkit.Convert(f).Warnings
	}
	return nil
}

func (dockerfileJudge) Release(file syntax.File) {
	if f := file.(*dockerfile.File); f.Err == nil {
		buildkit.Convert(f).Release()
	}
}

// scriptComments returns the shell's comments in a Dockerfile's scripts.
func scriptComments(file syntax.File) (texts []string) {
	f, ok := file.(*dockerfile.File)
	if !ok {
		return nil
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

// Package proof judges files and changes of them, as the programs that read them would:
// BuildKit for Dockerfiles, compose-go for Compose files, the shell parser for scripts. Each
// kind of file has a [Judge]. What rules find in a changed file is the planner's to compare:
// see package fix.
//
// It may import buildkit and the packages of syntax. It touches neither the network, the clock
// nor the environment.
package proof

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/syntax"
)

// Judge judges files of one kind. Files that are compared are texts of the same file.
type Judge interface {
	// Read tells what the program that reads such files says of one.
	Read(file syntax.File) Verdict
	// Accept returns why a changed file isn't as good as the original, nil if it is.
	Accept(before, after syntax.File) error
	// Changes names the places where a changed file says something else, such as
	// "services.db.volumes"; none for a kind whose fixes name no places.
	Changes(before, after syntax.File) []string
	// Compare tells how builds differ.
	Compare(before, after syntax.File) buildkit.Change
	// SameBuild returns how builds differ as an error, nil if they don't.
	SameBuild(before, after syntax.File) error
	// Warnings are what the program warns of in a file that it takes.
	Warnings(file syntax.File) []buildkit.Warning
	// Release frees what Compare keeps of a file. It is made again if needed.
	Release(file syntax.File)
}

// Verdict is what the program that reads a file says of it.
type Verdict struct {
	Rejected *syntax.ParseError // nil when it takes the file
	// Builder is the program that stops there, in its own words; "" when it is no build that
	// the rejection stops.
	Builder string
	// Panic is what the program panicked with, "" if it didn't, and Converter names the program.
	Panic, Converter string
}

// judges are the judges by kind.
var judges = map[syntax.Kind]Judge{
	syntax.Dockerfile:  dockerfileJudge{},
	syntax.Compose:     composeJudge{},
	syntax.ShellScript: scriptJudge{},
	syntax.Makefile:    scriptJudge{},
	syntax.Workflow:    scriptJudge{},
	syntax.Unit:        unitJudge{},
}

// Of returns the judge of a file's kind.
func Of(file syntax.File) Judge { return judges[file.Kind()] }

// Accept returns why a changed file isn't as good as the original, nil if it is: its judge
// accepts it, and nothing that people wrote is lost.
func Accept(before, after syntax.File) error {
	if err := Of(before).Accept(before, after); err != nil {
		return err
	}
	return textKept(before, after)
}

// textKept returns an error when a change loses what every file has: its end, its line
// endings, its comments.
func textKept(before, after syntax.File) error {
	source, changed := before.Common().Source, after.Common().Source
	switch {
	case bytes.HasSuffix(changed, []byte("\n")) != bytes.HasSuffix(source, []byte("\n")):
		return errors.New("the newline at the end of the file changes")
	case mixesLineEndings(changed) && !mixesLineEndings(source):
		return errors.New("line endings become mixed")
	}
	return commentsKept(before, after)
}

func mixesLineEndings(source []byte) bool {
	crlf := bytes.Count(source, []byte("\r\n"))
	return crlf > 0 && crlf != bytes.Count(source, []byte("\n"))
}

// commentsKept returns an error when a comment, a line of its own or one inside a script, is no
// longer there.
func commentsKept(before, after syntax.File) error {
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

func commentTexts(f syntax.File) (texts []string) {
	for _, c := range f.Common().Comments {
		texts = append(texts, c.Text)
	}
	return append(texts, scriptComments(f)...)
}

// plain is what judges share whose files nothing is built from.
type plain struct{}

func (plain) Read(file syntax.File) Verdict { return Verdict{Rejected: file.Common().Err} }

func (plain) Compare(_, _ syntax.File) buildkit.Change { return buildkit.Unbuilt }

func (plain) SameBuild(_, _ syntax.File) error { return nil }

func (plain) Warnings(syntax.File) []buildkit.Warning { return nil }

func (plain) Release(syntax.File) {}

// unreadable returns an error for a changed file that its parser rejects.
func unreadable(after syntax.File) error {
	if err := after.Common().Err; err != nil {
		return fmt.Errorf("the changed file can't be read: %w", err)
	}
	return nil
}

package buildkit

import (
	"bytes"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// CheckComment is a `# check=` comment that BuildKit heeds: the directive at the top of the file, or
// the first one above an instruction.
// https://docs.docker.com/build/checks/#skip-checks
type CheckComment struct {
	syntax.Comment
	// Instruction is the one that the comment stands above, nil for the directive.
	Instruction *dockerfile.Instruction
	// Skip are the names of the checks to skip, as written; "all" is every check.
	Skip []string
	// Error says that warnings fail the build. BuildKit heeds it in the directive only.
	Error bool
}

// CheckComments returns the `# check=` comments that BuildKit heeds, in the order of the file.
func CheckComments(f *dockerfile.File) []CheckComment {
	return f.Derive("check comments", func() any { return findCheckComments(f) }).([]CheckComment)
}

func findCheckComments(f *dockerfile.File) (all []CheckComment) {
	directive := 0 // its line
	if _, _, location, ok := parser.ParseDirective("check", f.Source); ok && len(location) > 0 {
		directive = location[0].Start.Line
	}
	for _, c := range f.Comments {
		in := instructionBelow(f, c)
		indented := bytes.ContainsAny(f.Source[f.LineSpan(c.Line).Start:c.Span.Start], " \t")
		has := func(o CheckComment) bool { return o.Instruction != nil && o.Instruction == in }
		switch {
		case c.Line == directive:
			in = nil
		case in == nil || indented:
			continue
		case c.Text == "": // BuildKit forgets the comments above an empty one
			all = slices.DeleteFunc(all, has)
			continue
		case slices.ContainsFunc(all, has): // it reads no second one
			continue
		}
		if value, ok := checkValue(c.Text); ok {
			all = append(all, newCheckComment(c, in, value))
		}
	}
	return all
}

// instructionBelow returns the instruction that a comment stands above, nil for a comment inside an
// instruction and for one at the end of the file.
func instructionBelow(f *dockerfile.File, c syntax.Comment) *dockerfile.Instruction {
	i := slices.IndexFunc(f.Instructions, func(in *dockerfile.Instruction) bool { return in.EndLine >= c.Line })
	if i < 0 || f.Instructions[i].Line <= c.Line {
		return nil
	}
	return f.Instructions[i]
}

// checkValue returns what follows `check=` in a comment, up to the first space, as BuildKit reads it.
func checkValue(comment string) (value string, ok bool) {
	p := parser.DirectiveParser{}
	p.SetComment("")
	d, err := p.ParseLine([]byte(comment))
	if err != nil || d == nil || d.Name != "check" {
		return "", false
	}
	value, _, _ = strings.Cut(d.Value, " ")
	return value, true
}

func newCheckComment(c syntax.Comment, in *dockerfile.Instruction, value string) CheckComment {
	check := CheckComment{Comment: c, Instruction: in}
	options, err := linter.ParseLintOptions(value)
	if err != nil {
		return check // above an instruction it means nothing; as the directive it stops the build
	}
	check.Skip = options.SkipRules
	if options.SkipAll {
		check.Skip = []string{"all"}
	}
	check.Error = in == nil && options.ReturnAsError
	return check
}

// ofTheFile are the checks that BuildKit makes of the file as a whole: comments above instructions
// don't count for them.
var ofTheFile = []string{
	linter.RuleConsistentInstructionCasing.Name, linter.RuleDuplicateStageName.Name, linter.RuleReservedStageName.Name,
	linter.RuleNoEmptyContinuation.Name, linter.RuleInvalidDefaultArgInFrom.Name, linter.RuleInvalidBaseImagePlatform.Name,
}

// Skips reports whether the comment keeps BuildKit from warning on an instruction, by a name in Skip.
func (c CheckComment) Skips(name, check string, on *dockerfile.Instruction) bool {
	switch {
	case name != "all" && name != check:
		return false
	case c.Instruction == nil:
		return true
	case slices.Contains(ofTheFile, check):
		return false
	case check == linter.RuleMultipleInstructionsDisallowed.Name:
		// BuildKit warns on the instruction that is replaced, when it comes to the next one.
		return on != nil && replacedBy(c.Instruction) == on
	}
	return c.Instruction == on
}

// replacedBy returns the last instruction of the same name before an instruction of a stage, nil if
// there is none.
func replacedBy(in *dockerfile.Instruction) (replaced *dockerfile.Instruction) {
	if in.Stage == nil {
		return nil
	}
	for _, other := range in.Stage.Instructions {
		if other.Index < in.Index && other.Name == in.Name {
			replaced = other
		}
	}
	return replaced
}

// withoutSkips returns the file's text as if no `# check=` comment skipped a check or made warnings
// errors. A warning then neither goes missing, so that the settings can say which comments count, nor
// ends the conversion.
func withoutSkips(f *dockerfile.File) []byte {
	source, at := []byte(nil), 0
	for _, c := range f.Comments {
		value, ok := checkValue(c.Text)
		options, err := linter.ParseLintOptions(value)
		if !ok || err != nil {
			continue // BuildKit's own words about a wrong directive
		}
		rest := "# check=skip=" // still a directive, so those below it are, too
		if options.ExperimentalAll {
			rest += ";experimental=all"
		} else if names := options.ExperimentalRules; len(names) > 0 {
			rest += ";experimental=" + strings.Join(names, ",")
		}
		source = append(append(source, f.Source[at:c.Span.Start]...), rest...)
		at = c.Span.End
	}
	if at == 0 {
		return f.Source
	}
	return append(source, f.Source[at:]...)
}

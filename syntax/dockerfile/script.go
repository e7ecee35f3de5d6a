package dockerfile

import (
	"bytes"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// newScript masks and parses the script of an instruction, nil if it has none.
func newScript(in *Instruction) *shell.Script {
	span, ok := in.scriptSpan()
	if !ok {
		return nil
	}
	unread := shell.Unread(span)
	if !in.unixShell() {
		return unread
	}
	mask, exact := in.Mask()
	if !exact {
		return unread
	}
	base := in.Span.Start
	s := shell.Parse(in.File.trees, shell.Source{
		Text:  mask,
		Span:  span,
		At:    func(offset int) int { return base + offset },
		Built: in.Name == "RUN",
		Read:  func(start, end int) string { return in.readScript(syntax.Span{Start: base + start, End: base + end}) },
	})
	if s.Tree != nil && len(in.Heredocs) == 0 && bytes.Contains(mask, filler) &&
		// A comment of the shell ends at the backslash-newline that fills a gap, and would
		// not end there in the text that BuildKit joins.
		(len(s.Comments) > 0 || !s.SameMeaning(in.Joined.Read(span), string(filler))) {
		return unread
	}
	return s
}

// readScript returns the text of a span of the script as the shell gets it.
func (in *Instruction) readScript(span syntax.Span) string {
	if _, ok := in.ScriptHeredoc(); ok || len(in.Heredocs) > 0 && span.Start >= in.Heredocs[0].Body.Start {
		return in.File.Text(span)
	}
	return in.Joined.Read(span)
}

// scriptSpan returns where the script of an instruction stands.
func (in *Instruction) scriptSpan() (syntax.Span, bool) {
	if in.JSON || len(in.Args) == 0 {
		return syntax.Span{}, false
	}
	span := in.ArgsSpan
	switch in.Name {
	case "RUN":
		if doc, ok := in.ScriptHeredoc(); ok {
			return doc.Body, true
		}
		if len(in.Heredocs) > 0 {
			span.End = in.Span.End
		}
	case "CMD", "ENTRYPOINT":
	case "HEALTHCHECK":
		if len(in.Args) < 2 {
			return syntax.Span{}, false
		}
		span = in.Args[1].Span
	default:
		return syntax.Span{}, false
	}
	return span, true
}

// ScriptHeredoc returns the here-document of `RUN <<EOF`, whose body is the
// script itself. All other here-documents are what programs read.
func (in *Instruction) ScriptHeredoc() (Heredoc, bool) {
	if len(in.Heredocs) != 1 || in.Name != "RUN" || !strings.HasPrefix(in.Args[0].Text, "<<") {
		return Heredoc{}, false
	}
	name := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(in.Args[0].Text, "<<"), "-"), `"' `)
	return in.Heredocs[0], name == in.Heredocs[0].Name
}

// unixShell reports whether the script is for a Bourne-like shell, as far as
// the file says it.
func (in *Instruction) unixShell() bool {
	if words := in.Interpreter(); words != nil {
		return slices.ContainsFunc(words, shell.IsBourne)
	}
	if in.Stage == nil {
		return false
	}
	if program := in.Before.Shell; len(program) > 0 {
		return shell.IsBourne(program[0])
	}
	return in.File.Escape == '\\' && !windowsImage(in.Stage.Root().Base)
}

// Interpreter returns the words of the `#!` line of a here-document that is the script itself, nil where it
// has none. The program that it names runs the script, not the SHELL.
func (in *Instruction) Interpreter() []string {
	doc, ok := in.ScriptHeredoc()
	if !ok {
		return nil
	}
	line, found := strings.CutPrefix(in.File.Text(doc.Body), "#!")
	if !found {
		return nil
	}
	line, _, _ = strings.Cut(line, "\n")
	return append([]string{}, strings.Fields(line)...)
}

// StopsOnFailure reports whether the script of a RUN ends where a command fails: by `set -e`, its `#!`
// line or its SHELL.
func (in *Instruction) StopsOnFailure() bool {
	words := in.Interpreter()
	if words == nil {
		words = in.Before.Shell
	}
	s := in.Script()
	return s != nil && s.StopsOnFailure(shell.ExitsOnError(words))
}

// windowsImage reports whether an image's name is one of Microsoft's names for
// Windows: its shell is cmd.
func windowsImage(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"nanoserver", "servercore", "windows", "microsoft/iis", "dotnet-framework", "dotnet/framework"}, func(w string) bool {
		return strings.Contains(name, w)
	})
}

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
	if _, ok := in.scriptHeredoc(); ok || len(in.Heredocs) > 0 && span.Start >= in.Heredocs[0].Body.Start {
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
		if doc, ok := in.scriptHeredoc(); ok {
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

// scriptHeredoc returns the here-document of `RUN <<EOF`, whose body is the
// script itself.
func (in *Instruction) scriptHeredoc() (Heredoc, bool) {
	if len(in.Heredocs) != 1 || in.Name != "RUN" || !strings.HasPrefix(in.Args[0].Text, "<<") {
		return Heredoc{}, false
	}
	name := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(in.Args[0].Text, "<<"), "-"), `"' `)
	return in.Heredocs[0], name == in.Heredocs[0].Name
}

// unixShell reports whether the script is for a Bourne-like shell, as far as
// the file says it.
func (in *Instruction) unixShell() bool {
	if doc, ok := in.scriptHeredoc(); ok {
		if line, found := strings.CutPrefix(in.File.Text(doc.Body), "#!"); found {
			line, _, _ = strings.Cut(line, "\n")
			fields := strings.Fields(line)
			return len(fields) > 0 && shell.IsBourne(fields[len(fields)-1])
		}
	}
	if in.Stage == nil {
		return false
	}
	if program := in.Before.Shell; len(program) > 0 {
		return shell.IsBourne(program[0])
	}
	return in.File.Escape == '\\' && !windowsImage(in.Stage.Root().Base)
}

// windowsImage reports whether an image's name is one of Microsoft's names for
// Windows: its shell is cmd.
func windowsImage(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"nanoserver", "servercore", "windows", "microsoft/iis", "dotnet-framework", "dotnet/framework"}, func(w string) bool {
		return strings.Contains(name, w)
	})
}

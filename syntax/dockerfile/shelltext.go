package dockerfile

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// ShellText returns the script of an instruction as its shell gets it: lines joined, comments between
// them removed, here-documents below their line. ok is false if it has no script.
func (in *Instruction) ShellText() (text string, ok bool) {
	span, ok := in.scriptSpan()
	if !ok {
		return "", false
	}
	if doc, ok := in.ScriptHeredoc(); ok {
		return withoutTabs(in.File.Text(doc.Body), doc.Chomp), true
	}
	var b strings.Builder
	b.WriteString(in.Joined.Read(syntax.Span{Start: span.Start, End: min(span.End, in.ArgsSpan.End)}))
	for _, doc := range in.Heredocs {
		b.WriteString("\n" + in.File.Text(syntax.Span{Start: doc.Body.Start, End: doc.Terminator.End}))
	}
	return b.String(), true
}

// withoutTabs returns a text without the tabs at the start of its lines, if it is to have none.
func withoutTabs(text string, chomp bool) string {
	if !chomp {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimLeft(line, "\t"))
	}
	return b.String()
}

// UnixShell reports whether the script is for a Bourne-like shell, as far as the file says it.
func (in *Instruction) UnixShell() bool { return in.unixShell() }

// EachVariable yields the variables that ENV or ARG defines at an instruction, by name, with their
// values. known is false for a value that only the build knows.
func (s *Stage) EachVariable(at *Instruction, yield func(name, value string, known bool)) {
	for _, name := range s.Variables(at) {
		b, _ := s.binding(name, at.Index)
		yield(name, b.value, b.known)
	}
}

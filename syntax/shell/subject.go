package shell

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Subject names the command that a span is in, without the values that edits change: "curl",
// "apt-get install", "pip install flask" on a package's word. It returns "" for a span of several
// commands or none.
func Subject(commands []*Command, span syntax.Span) string {
	var in *Command
	for _, c := range commands {
		if c.Span.Contains(span) && (in == nil || c.Span.Len() <= in.Span.Len()) {
			in = c
		}
	}
	if in == nil {
		return ""
	}
	call := in.Package()
	if call == nil {
		return in.Program()
	}
	subject := strings.TrimSpace(call.Manager + " " + call.Verb)
	i := slices.IndexFunc(call.Packages, func(w Word) bool { return w.Span.Contains(span) })
	if i < 0 {
		return subject
	}
	name := call.Packages[i].Source
	if version := strings.IndexAny(name[min(1, len(name)):], "=<>~!@"); version >= 0 {
		name = name[:version+1] // an npm scope begins with an @
	}
	return subject + " " + name
}

// Subject implements syntax.File.
func (f *File) Subject(span syntax.Span) string {
	for _, s := range f.scripts {
		if s.Span.Contains(span) {
			return Subject(s.AllCommands(), span)
		}
	}
	return ""
}

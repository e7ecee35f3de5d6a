package dockerfile

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Subject names what a span is about, without the values that edits change: "FROM",
// "ENV PATH", "RUN apt-get install", "COPY". It returns "" outside instructions.
func (f *File) Subject(span syntax.Span) string {
	in := f.InstructionAt(f.Position(span.Start).Line)
	if in == nil {
		return ""
	}
	prefix := ""
	if in.Trigger != nil {
		prefix, in = "ONBUILD ", in.Trigger
	}
	if detail := in.subject(span); detail != "" {
		return prefix + in.Name + " " + detail
	}
	return prefix + in.Name
}

// subject returns what of the instruction a span is about; "" for all of it.
func (in *Instruction) subject(span syntax.Span) string {
	for _, flag := range in.Flags {
		if flag.Span.Contains(span) {
			return "--" + flag.Name
		}
	}
	switch in.Name {
	case "ENV", "ARG", "LABEL":
		return in.keys(span)
	case "COPY", "ADD", "EXPOSE", "VOLUME":
		if i := slices.IndexFunc(in.Args, func(a Arg) bool { return a.Span.Contains(span) }); i >= 0 {
			return in.Args[i].Text
		}
	case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK":
		if s := in.Script(); s != nil {
			return shell.Subject(s.AllCommands(), span)
		}
	}
	return ""
}

// keys returns the variables or labels that a span covers.
func (in *Instruction) keys(span syntax.Span) string {
	args := in.Args
	if in.LegacyPair() {
		args = args[:1] // the rest is the value
	}
	var names []string
	for _, a := range args {
		name, _, _ := strings.Cut(a.Text, "=")
		if a.Span.Contains(span) {
			return name
		}
		names = append(names, name)
	}
	return strings.Join(names, " ")
}

// Unit returns the lines (1-based, inclusive) that belong together with a line: an instruction with
// the comments above it.
func (f *File) Unit(line int) (first, last int) {
	i := slices.IndexFunc(f.Instructions, func(in *Instruction) bool { return in.EndLine >= line })
	if i < 0 {
		return line, line
	}
	in := f.Instructions[i]
	if first = f.CommentsAbove(in); first > line {
		return line, line
	}
	return first, in.EndLine
}

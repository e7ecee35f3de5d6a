package dockerfile

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Instruction is one instruction of a Dockerfile with the bytes of its parts.
type Instruction struct {
	Index   int    // its place in File.Instructions; for a trigger that of its ONBUILD
	Name    string // upper case: "RUN"
	Line    int    // 1-based first and last line, here-documents included
	EndLine int
	Span    syntax.Span // from the first byte of the keyword to the last of the last line's text
	Keyword syntax.Span
	Flags   []Flag
	Args    []Arg
	JSON    bool // the arguments are a JSON array
	// ArgsSpan covers all that follows the flags on the logical line.
	ArgsSpan syntax.Span
	Heredocs []Heredoc
	// Trigger is what an ONBUILD holds, nil for all others.
	Trigger *Instruction
	// Parsed is BuildKit's value: *instructions.RunCommand and its like,
	// *instructions.Stage for FROM.
	Parsed any
	Joined Joined
	Stage  *Stage // nil for what stands before the first FROM
	Before State  // what is in force when the instruction runs

	File   *File
	script func() *shell.Script
}

// Flag is a `--name=value` before an instruction's arguments.
type Flag struct {
	Name, Value string      // without the dashes and quotes
	Span        syntax.Span // of the whole flag
}

// Arg is one argument. Which they are depends on the instruction: words for
// FROM, COPY, ADD, EXPOSE, VOLUME, ARG, `key=value` words for ENV and LABEL,
// elements of a JSON array, else the whole text.
type Arg struct {
	Text string      // as BuildKit reads it: JSON decoded, quotes of words kept
	Span syntax.Span // of the source, quotes of JSON elements included
}

// Heredoc is a here-document with its body.
type Heredoc struct {
	Name       string
	Expand     bool        // variables in the body are expanded by BuildKit or the shell
	Chomp      bool        // `<<-`: leading tabs do not count
	Body       syntax.Span // whole lines, with their endings
	Terminator syntax.Span // the text of the closing line
}

// HasFlag reports whether the instruction has a flag of that name.
func (in *Instruction) HasFlag(name string) bool {
	for _, f := range in.Flags {
		if f.Name == name {
			return true
		}
	}
	return false
}

// FlagValue returns the value of the first flag of that name, "" without one.
func (in *Instruction) FlagValue(name string) string {
	for _, f := range in.Flags {
		if f.Name == name {
			return f.Value
		}
	}
	return ""
}

// Text returns the source text of the instruction.
func (in *Instruction) Text() string { return in.File.Text(in.Span) }

func (in *Instruction) inHeredoc(offset int) bool {
	for _, h := range in.Heredocs {
		if h.Body.Start <= offset && offset <= h.Terminator.End {
			return true
		}
	}
	return false
}

// newInstruction locates the parts of a top-level node.
func (f *File) newInstruction(node *parser.Node, parsed any) (*Instruction, error) {
	joined, last := f.join(node.StartLine)
	if joined.Text != node.Original {
		return nil, fmt.Errorf("line %d: the parser read %q where the source says %q", node.StartLine, node.Original, joined.Text)
	}
	start := len(joined.Text) - len(strings.TrimLeftFunc(joined.Text, unicode.IsSpace))
	in, err := f.locate(node, parsed, joined, start)
	if err != nil {
		return nil, err
	}
	in.Line, in.EndLine = node.StartLine, node.EndLine
	in.Heredocs = f.locateHeredocs(node.Heredocs, last+1)
	in.Span = syntax.Span{Start: in.Keyword.Start, End: f.LineSpan(node.EndLine).End}
	if len(in.Heredocs) == 0 {
		in.Span.End = max(in.Keyword.End, joined.Span(0, len(strings.TrimRightFunc(joined.Text, unicode.IsSpace))).End)
	}
	if in.Trigger != nil {
		in.Trigger.Line, in.Trigger.EndLine = in.Line, in.EndLine
		in.Trigger.Heredocs = in.Heredocs
		in.Trigger.Span = syntax.Span{Start: in.Trigger.Keyword.Start, End: in.Span.End}
	}
	return in, nil
}

// locate finds keyword, flags and arguments of a node on the logical line from
// an offset on. ONBUILD calls it again for its trigger.
func (f *File) locate(node *parser.Node, parsed any, joined Joined, start int) (*Instruction, error) {
	text := joined.Text
	end := start + strings.IndexFunc(text[start:]+" ", isBlank)
	in := &Instruction{
		Name:    strings.ToUpper(node.Value),
		Keyword: joined.Span(start, end),
		JSON:    node.Attributes["json"],
		Joined:  joined,
		File:    f,
	}
	in.script = sync.OnceValue(func() *shell.Script { return newScript(in) })
	flags, rest := splitFlags(strings.TrimRightFunc(text, unicode.IsSpace), end, f.Escape)
	for _, w := range flags {
		name, value, _ := strings.Cut(strings.TrimPrefix(w.value, "--"), "=")
		in.Flags = append(in.Flags, Flag{Name: name, Value: value, Span: joined.Span(w.start, w.end)})
	}
	rest += len(text[rest:]) - len(strings.TrimLeftFunc(text[rest:], unicode.IsSpace))
	restEnd := rest + len(strings.TrimRightFunc(text[rest:], unicode.IsSpace))
	in.ArgsSpan = joined.Span(rest, restEnd)

	in.Parsed = parsed
	if in.Name == "ONBUILD" {
		child := node.Next.Children[0]
		trigger, err := instructions.ParseInstructionWithLinter(child, silent())
		if err != nil {
			return nil, err
		}
		in.Trigger, err = f.locate(child, trigger, joined, rest)
		return in, err
	}
	for _, w := range argWords(in, text[:restEnd], rest, f.Escape) {
		in.Args = append(in.Args, Arg{Text: w.value, Span: joined.Span(w.start, w.end)})
	}
	return in, nil
}

// argWords splits an instruction's arguments the way BuildKit does for it.
func argWords(in *Instruction, text string, start int, escape byte) []word {
	if in.Name == "HEALTHCHECK" {
		// BuildKit looks at bytes here, not at characters.
		end := start
		for end < len(text) && !unicode.IsSpace(rune(text[end])) {
			end++
		}
		words := []word{{start, end, text[start:end]}}
		for start = end; start < len(text) && unicode.IsSpace(rune(text[start])); {
			start++
		}
		if start == len(text) {
			return words
		}
		if in.JSON {
			return append(words, jsonWords(text, start)...)
		}
		return append(words, word{start, len(text), text[start:]})
	}
	if start == len(text) {
		return nil
	}
	if in.JSON {
		return jsonWords(text, start)
	}
	switch in.Name {
	case "FROM", "COPY", "ADD", "EXPOSE", "VOLUME":
		return blankWords(text, start)
	case "ARG":
		return quotedWords(text, start, escape)
	case "ENV", "LABEL":
		words := quotedWords(text, start, escape)
		if len(words) > 0 && !strings.Contains(words[0].value, "=") {
			return legacyPair(text, start)
		}
		return words
	}
	return []word{{start, len(text), text[start:]}}
}

// jsonWords returns the elements of the JSON array that starts at an offset.
func jsonWords(text string, start int) []word {
	dec := json.NewDecoder(strings.NewReader(text[start:]))
	var words []word
	if _, err := dec.Token(); err != nil { // the opening bracket
		return nil
	}
	for dec.More() {
		from := start + int(dec.InputOffset())
		from += strings.IndexByte(text[from:], '"')
		token, err := dec.Token()
		value, ok := token.(string)
		if err != nil || !ok {
			return nil
		}
		words = append(words, word{from, start + int(dec.InputOffset()), value})
	}
	return words
}

// LegacyPair reports whether an ENV or LABEL has the old form `ENV key value`.
func (in *Instruction) LegacyPair() bool {
	switch c := in.Parsed.(type) {
	case *instructions.EnvCommand:
		return len(c.Env) == 1 && c.Env[0].NoDelim
	case *instructions.LabelCommand:
		return len(c.Labels) == 1 && c.Labels[0].NoDelim
	}
	return false
}

// locateHeredocs finds the bodies that follow a logical line. The parser has
// already made sure that each has its terminator.
func (f *File) locateHeredocs(docs []parser.Heredoc, line int) []Heredoc {
	var found []Heredoc
	for _, d := range docs {
		h := Heredoc{Name: d.Name, Expand: d.Expand, Chomp: d.Chomp}
		h.Body.Start = f.FullLineSpan(line).Start
		for ; line <= f.Lines(); line++ {
			h.Terminator = f.LineSpan(line)
			text := f.Text(h.Terminator)
			if d.Chomp {
				text = strings.TrimLeft(text, "\t")
			}
			if text == d.Name {
				break
			}
		}
		h.Body.End = f.FullLineSpan(line).Start
		line++
		found = append(found, h)
	}
	return found
}

// Sources returns the source arguments and the destination of a COPY or ADD;
// here-documents among the sources are included. ok is false for any other
// instruction.
func (in *Instruction) Sources() (sources []Arg, dest Arg, ok bool) {
	if (in.Name != "COPY" && in.Name != "ADD") || len(in.Args) < 2 {
		return nil, Arg{}, false
	}
	last := len(in.Args) - 1
	return in.Args[:last], in.Args[last], true
}

// Script returns the shell script of a RUN, CMD, ENTRYPOINT or HEALTHCHECK in
// shell form, nil for everything else. It is parsed at the first call.
func (in *Instruction) Script() *shell.Script { return in.script() }

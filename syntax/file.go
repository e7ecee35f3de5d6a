package syntax

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// Span is a half-open range of bytes in a file: Source[Start:End].
type Span struct{ Start, End int }

// Len returns the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Position is a place in a file as people count: lines and columns are
// 1-based, columns count bytes.
type Position struct{ Line, Column int }

// ParseError says why BuildKit does not accept a file, in BuildKit's words.
type ParseError struct {
	Line    int // 1-based; the first line that BuildKit names, 1 if it names none
	EndLine int
	Message string
	// Refused is true when it is Drydock that does not take the file, because
	// of its size.
	Refused bool
}

// MaxInstructions is how many instructions a file may have. The time that
// BuildKit's converter takes grows with their square, and an image of so many
// layers could not be made anyway.
const MaxInstructions = 1000

func (e *ParseError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// File is one parsed Dockerfile.
type File struct {
	Path   string // as the caller names it; used in messages only
	Source []byte
	Escape byte // `\` or "`", from the escape directive

	// Instructions in the order of the file, those before the first FROM
	// included. Empty when Err is set.
	Instructions []*Instruction
	Stages       []*Stage
	Comments     []Comment

	// Err is BuildKit's rejection, nil when BuildKit accepts the file.
	Err *ParseError

	lineStarts []int
}

// Comment is a line that BuildKit takes as a comment: a whole line, outside
// here-documents, whose first character that is no blank is `#`.
type Comment struct {
	Line int
	Span Span   // from the `#` to the end of the line's text
	Text string // without the `#` and the blanks around it
}

var byteOrderMark = []byte{0xEF, 0xBB, 0xBF}

// Parse reads a Dockerfile. It never fails: what BuildKit rejects comes back
// as a File whose Err is set and which has lines but no instructions.
func Parse(path string, source []byte) *File {
	f := &File{Path: path, Source: source, Escape: parser.DefaultEscapeToken}
	f.lineStarts = append(f.lineStarts, 0)
	for i, c := range source {
		if c == '\n' && i+1 < len(source) {
			f.lineStarts = append(f.lineStarts, i+1)
		}
	}
	if err := f.parse(); err != nil {
		f.Instructions, f.Stages, f.Comments = nil, nil, nil
		f.Err = newParseError(err)
	}
	return f
}

func (f *File) parse() error {
	result, err := parser.Parse(bytes.NewReader(f.Source))
	if err != nil {
		return err
	}
	f.Escape = byte(result.EscapeToken)
	if n := len(result.AST.Children); n > MaxInstructions {
		return &ParseError{Line: 1, EndLine: 1, Refused: true, Message: fmt.Sprintf("the file has %d instructions, more than the %d that are looked at", n, MaxInstructions)}
	}
	// The whole file first: it carries BuildKit's own wording of the errors.
	stages, globals, err := instructions.Parse(result.AST, nil)
	if err != nil {
		return err
	}
	if len(stages) == 0 {
		return errors.New("dockerfile contains no stages to build")
	}
	parsed := inOrder(stages, globals)
	for i, node := range result.AST.Children {
		in, err := f.newInstruction(node, parsed[i])
		if err != nil {
			return err
		}
		in.Index = len(f.Instructions)
		f.Instructions = append(f.Instructions, in)
	}
	f.findComments()
	f.findStages()
	return nil
}

// inOrder returns BuildKit's values of all instructions in the order of the
// file: each node of its tree has one.
func inOrder(stages []instructions.Stage, globals []instructions.ArgCommand) []any {
	var parsed []any
	for i := range globals {
		parsed = append(parsed, &globals[i])
	}
	for i := range stages {
		parsed = append(parsed, &stages[i])
		for _, c := range stages[i].Commands {
			parsed = append(parsed, c)
		}
	}
	return parsed
}

func newParseError(err error) *ParseError {
	var refused *ParseError
	if errors.As(err, &refused) {
		return refused
	}
	e := &ParseError{Line: 1, EndLine: 1, Message: err.Error()}
	var located *parser.LocationError
	if errors.As(err, &located) && len(located.Locations) > 0 && len(located.Locations[0]) > 0 {
		ranges := located.Locations[0]
		e.Line = max(1, ranges[0].Start.Line)
		e.EndLine = max(e.Line, ranges[len(ranges)-1].End.Line)
	}
	// BuildKit repeats the line in front of its message.
	if rest, ok := strings.CutPrefix(e.Message, fmt.Sprintf("dockerfile parse error on line %d: ", e.Line)); ok {
		e.Message = rest
	}
	return e
}

// Lines returns how many lines the file has; a final newline starts no line of
// its own. An empty file has one line.
func (f *File) Lines() int { return len(f.lineStarts) }

// LineSpan returns the bytes of a line (1-based) without its line ending.
func (f *File) LineSpan(line int) Span {
	s := f.FullLineSpan(line)
	for s.End > s.Start && (f.Source[s.End-1] == '\n' || f.Source[s.End-1] == '\r') {
		s.End--
	}
	return s
}

// FullLineSpan returns the bytes of a line (1-based) with its line ending.
// A line past the end of the file is empty and stands at its end.
func (f *File) FullLineSpan(line int) Span {
	if line > len(f.lineStarts) {
		return Span{len(f.Source), len(f.Source)}
	}
	end := len(f.Source)
	if line < len(f.lineStarts) {
		end = f.lineStarts[line]
	}
	return Span{f.lineStarts[line-1], end}
}

// LinesText returns the text of the lines from first to last (1-based), without
// the last one's line ending.
func (f *File) LinesText(first, last int) string {
	return f.Text(Span{f.FullLineSpan(first).Start, f.LineSpan(last).End})
}

// Position returns where an offset stands. The end of the file is a position
// too: the one behind its last byte.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.Source))
	line := sort.SearchInts(f.lineStarts, offset+1)
	return Position{Line: line, Column: offset - f.lineStarts[line-1] + 1}
}

// Text returns the source text of a span.
func (f *File) Text(s Span) string { return string(f.Source[s.Start:s.End]) }

// LineEnding returns the line ending that the file uses: that of its first
// line, "\n" when it has only one.
func (f *File) LineEnding() string {
	if i := bytes.IndexByte(f.Source, '\n'); i > 0 && f.Source[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// findComments collects the comment lines outside here-documents.
func (f *File) findComments() {
	next := 0 // the instruction that line may still belong to
	for line := 1; line <= f.Lines(); line++ {
		for next < len(f.Instructions) && f.Instructions[next].EndLine < line {
			next++
		}
		if next < len(f.Instructions) {
			if in := f.Instructions[next]; in.inHeredoc(f.FullLineSpan(line).Start) {
				continue
			}
		}
		if c, ok := f.commentAt(line); ok {
			f.Comments = append(f.Comments, c)
		}
	}
}

func (f *File) commentAt(line int) (Comment, bool) {
	s := f.LineSpan(line)
	text := f.Source[s.Start:s.End]
	if line == 1 {
		text = bytes.TrimPrefix(text, byteOrderMark)
	}
	trimmed := bytes.TrimSpace(text)
	if len(trimmed) == 0 || trimmed[0] != '#' {
		return Comment{}, false
	}
	s.Start = s.End - len(text) + bytes.IndexByte(text, '#')
	s.End = s.Start + len(trimmed)
	return Comment{Line: line, Span: s, Text: string(bytes.TrimSpace(trimmed[1:]))}, true
}

// Blank reports whether a line holds nothing but white space.
func (f *File) Blank(line int) bool {
	s := f.LineSpan(line)
	return len(bytes.TrimSpace(f.Source[s.Start:s.End])) == 0
}

// CommentsAbove returns the first line of the block of comments that stands
// directly above the instruction, or the instruction's own line if there is
// none. Parser directives are not part of the block: they must stay where
// they are.
func (f *File) CommentsAbove(in *Instruction) int {
	line := in.Line
	for line > 1 {
		c, ok := f.commentAt(line - 1)
		if !ok || f.directive(c) || f.insideInstruction(line-1) {
			break
		}
		line--
	}
	return line
}

// directive reports whether a comment is a parser directive: it stands above
// everything but other directives and has one of BuildKit's keys.
func (f *File) directive(c Comment) bool {
	key, _, ok := strings.Cut(c.Text, "=")
	if !ok {
		return false
	}
	switch strings.ToLower(strings.TrimSpace(key)) {
	case "syntax", "escape", "check":
	default:
		return false
	}
	if c.Line == 1 {
		return true
	}
	above, ok := f.commentAt(c.Line - 1)
	return ok && f.directive(above)
}

func (f *File) insideInstruction(line int) bool {
	i := sort.Search(len(f.Instructions), func(i int) bool { return f.Instructions[i].EndLine >= line })
	return i < len(f.Instructions) && f.Instructions[i].Line <= line
}

package syntax

import "fmt"

// Kind is a kind of file.
type Kind string

// The kinds of files. The zero value is a Dockerfile.
const (
	Dockerfile  Kind = ""
	Compose     Kind = "compose"
	ShellScript Kind = "script"
	Unit        Kind = "unit"     // of systemd
	Workflow    Kind = "workflow" // of GitHub Actions
	Makefile    Kind = "makefile"
)

// File is one parsed file, of any kind. The packages below this one have a type for each.
type File interface {
	Kind() Kind
	// Common returns what files of every kind have.
	Common() *Content
	// Reparse reads another text of the same file. It is faster than parsing where the
	// texts have much in common.
	Reparse(source []byte) File
	// Subject names what a span is about, without the values that edits change. So the name
	// is the same in other versions of the file.
	Subject(Span) string
	// Unit returns the lines (1-based, inclusive) that belong together with a line, such as
	// an instruction with its comments.
	Unit(line int) (first, last int)
}

// Content is what files of every kind have.
type Content struct {
	Document
	Comments []Comment
	// Err says why the file cannot be read; nil when it can.
	Err *ParseError
}

// Common returns the content itself: a kind's type embeds it.
func (c *Content) Common() *Content { return c }

// Unit returns the line itself. Kinds with units of several lines have their own.
func (c *Content) Unit(line int) (first, last int) { return line, line }

// Comment is a comment of a file: in a Dockerfile a whole line, outside here-documents,
// whose first character that is no blank is `#`.
type Comment struct {
	Line int    // 1-based
	Span Span   // from the `#` to the end of the line's text
	Text string // without the `#` and the blanks around it
}

// ParseError says why a file is rejected, in the words of the parser that decides.
type ParseError struct {
	Line    int // 1-based; the first line that the parser names, 1 if it names none
	EndLine int
	Message string
	// Refused is true when Drydock itself refuses the file, because of its size.
	Refused bool
	// Downstream is true when the program takes this file, and stops in builds that start from it.
	Downstream bool
	// Panic is what the reader panicked with, "" if it didn't: see Guard.
	Panic string
}

func (e *ParseError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Embedded is a file of one kind inside one of another: a Dockerfile in a Compose file.
type Embedded struct {
	File File
	// Place names where it stands, as the outer file's places are named.
	Place string
	// Outer returns the span of the outer file that holds a span of the embedded one.
	Outer func(Span) Span
	// Quote returns a text of the embedded file as the outer file has to write it.
	Quote func(text string) string
}

// Embedder is a File that can have others in it.
type Embedder interface {
	File
	Embedded() []Embedded
}

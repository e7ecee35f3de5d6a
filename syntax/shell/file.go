package shell

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Holder is a file with shell scripts in it, of whatever kind.
type Holder interface {
	syntax.File
	// Scripts returns the scripts that the file runs, in the order of the text.
	Scripts() []*Script
}

// File is a file that matters for its scripts alone: a script itself, a Makefile, a
// workflow.
type File struct {
	syntax.Content

	kind    syntax.Kind
	reader  Reader
	scripts []*Script
	trees   *Trees
}

// Reader finds the scripts in a file of a kind.
type Reader func(doc *syntax.Document) []Source

// Is reports whether a file of this path is taken for a shell script.
func Is(name string) bool {
	return slices.Contains([]string{".sh", ".bash"}, strings.ToLower(path.Ext(name)))
}

// ParseFile reads a shell script. It never fails: one that the parser rejects has no
// commands.
func ParseFile(name string, source []byte) syntax.File {
	return NewFile(name, source, syntax.ShellScript, func(doc *syntax.Document) []Source {
		return []Source{{Text: doc.Source, Span: syntax.Span{End: len(doc.Source)}}}
	})
}

// NewFile returns a file of a kind with the scripts that a reader finds in it. Comments of
// a script file are the shell's; those of others are lines that begin with `#`.
func NewFile(name string, source []byte, kind syntax.Kind, reader Reader) *File {
	return newFile(syntax.NewDocument(name, source), kind, reader, &Trees{})
}

func newFile(doc syntax.Document, kind syntax.Kind, reader Reader, trees *Trees) *File {
	f := &File{Content: syntax.Content{Document: doc}, kind: kind, reader: reader, trees: trees}
	f.Err = syntax.Guard(func() *syntax.ParseError { f.read(); return nil })
	if kind == syntax.ShellScript {
		f.Comments = f.shellComments()
	} else {
		f.Comments = f.CommentLines()
	}
	return f
}

// read finds the scripts.
func (f *File) read() {
	commands := 0
	for _, source := range f.reader(&f.Document) {
		script := Parse(f.trees, source)
		for _, c := range script.AllCommands() {
			c.Index = commands
			commands++
		}
		f.scripts = append(f.scripts, script)
	}
}

func (f *File) shellComments() (comments []syntax.Comment) {
	for _, s := range f.scripts {
		for _, span := range s.Comments {
			comments = append(comments, syntax.Comment{
				Line: f.Position(span.Start).Line, Span: span, Text: strings.TrimSpace(strings.TrimPrefix(f.Text(span), "#")),
			})
		}
	}
	slices.SortFunc(comments, func(a, b syntax.Comment) int { return a.Line - b.Line })
	return comments
}

// Kind implements syntax.File.
func (f *File) Kind() syntax.Kind { return f.kind }

// Reparse implements syntax.File.
func (f *File) Reparse(source []byte) syntax.File {
	return newFile(syntax.NewDocument(f.Path, source), f.kind, f.reader, f.trees)
}

// Scripts implements Holder.
func (f *File) Scripts() []*Script { return f.scripts }

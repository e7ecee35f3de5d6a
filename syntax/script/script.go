// Package script says what shell scripts say: their simple commands, each word with the
// exact bytes it stands on. A script is a file of its own, or a part of another one: a
// step of a workflow, a recipe of a Makefile. mvdan.cc/sh decides; a script that it does
// not take has no commands.
//
// It may import syntax. It touches neither the network, the clock nor the environment.
package script

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	shell "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax"
)

// File is the scripts of a file.
type File struct {
	// Commands are the simple commands, in the order of the text.
	Commands []Command

	doc     *syntax.Document
	kind    syntax.Kind
	reparse func(path string, source []byte) *syntax.File
	refused int // how many scripts the parser does not take
}

// Part is a script that stands in a file.
type Part struct {
	// Text is the script as the shell is to read it.
	Text []byte
	// Span is the whole of it in the file.
	Span syntax.Span
	// At returns the offset in the file of a byte of Text; nil where Text has each byte
	// at its place in Span.
	At func(offset int) int
	// Name is that of the job or target that the script belongs to, "" for none.
	Name string
	// OnRunner says that it runs on a machine that is thrown away afterwards.
	OnRunner bool
}

// Command is a simple command.
type Command struct {
	Index int
	Span  syntax.Span
	Words []Word
	*Part // that it stands in
}

// Word is a word of a command.
type Word struct {
	Value   string // without quotes; "" when it is not plain text
	Literal bool
	Span    syntax.Span
}

// Is reports whether a file of this path is taken for a shell script.
func Is(name string) bool {
	return slices.Contains([]string{".sh", ".bash"}, strings.ToLower(path.Ext(name)))
}

// Parse reads a shell script. It never fails: one that the parser does not take has
// nothing in it to look at.
func Parse(name string, source []byte) *syntax.File {
	f := syntax.NewFile(name, source)
	whole := Part{Text: source, Span: syntax.Span{End: len(source)}}
	f.Comments = New(f, syntax.ShellScript, Parse, []Part{whole})
	return f
}

// New gives a file a model of the scripts in it, in the order of the text, and returns
// the comments in them. reparse reads another text of the file.
func New(f *syntax.File, kind syntax.Kind, reparse func(path string, source []byte) *syntax.File, parts []Part) []syntax.Comment {
	model := &File{doc: &f.Document, kind: kind, reparse: reparse}
	f.Model = model
	var comments []syntax.Comment
	for i := range parts {
		comments = append(comments, model.read(&parts[i])...)
	}
	return comments
}

// read adds the commands of a script and returns its comments.
func (f *File) read(part *Part) (comments []syntax.Comment) {
	tree, err := shell.NewParser(shell.Variant(shell.LangBash), shell.KeepComments(true)).Parse(bytes.NewReader(part.Text), "")
	if err != nil || bytes.IndexByte(part.Text, 0) >= 0 {
		f.refused++
		return nil
	}
	shell.Walk(tree, func(n shell.Node) bool {
		switch n := n.(type) {
		case *shell.Comment:
			span := part.span(n)
			comments = append(comments, syntax.Comment{Line: f.doc.Position(span.Start).Line, Span: span, Text: strings.TrimSpace(n.Text)})
		case *shell.CallExpr:
			if len(n.Args) > 0 {
				f.Commands = append(f.Commands, newCommand(part, n, len(f.Commands)))
			}
		}
		return true
	})
	slices.SortFunc(comments, func(a, b syntax.Comment) int { return a.Line - b.Line })
	return comments
}

// span returns where a node of the script stands in the file.
func (p *Part) span(n shell.Node) syntax.Span {
	at := p.At
	if at == nil {
		at = func(offset int) int { return p.Span.Start + offset }
	}
	return syntax.Span{Start: at(int(n.Pos().Offset())), End: at(int(n.End().Offset()))}
}

func newCommand(part *Part, call *shell.CallExpr, index int) Command {
	c := Command{Index: index, Span: part.span(call), Part: part}
	for _, arg := range call.Args {
		w := Word{Span: part.span(arg)}
		w.Value, w.Literal = plain(arg)
		c.Words = append(c.Words, w)
	}
	return c
}

// plain returns a word without its quotes; false when something in it is put in later.
func plain(word *shell.Word) (text string, ok bool) {
	for _, part := range word.Parts {
		switch p := part.(type) {
		case *shell.Lit:
			text += strings.ReplaceAll(p.Value, `\`, "")
		case *shell.SglQuoted:
			text += p.Value
		case *shell.DblQuoted:
			inner, ok := plain(&shell.Word{Parts: p.Parts})
			if !ok {
				return "", false
			}
			text += inner
		default:
			return "", false
		}
	}
	return text, true
}

// Kind implements syntax.Model.
func (f *File) Kind() syntax.Kind { return f.kind }

// Reparse implements syntax.Model.
func (f *File) Reparse(source []byte) *syntax.File { return f.reparse(f.doc.Path, source) }

// Sound implements syntax.Model: what the parser took it takes.
func (f *File) Sound(changed syntax.Model) error {
	if changed.(*File).refused > f.refused {
		return errors.New("a script no longer parses")
	}
	return nil
}

// Changes implements syntax.Model: the commands whose words differ, as Place names
// them, and "structure" where more does.
func (f *File) Changes(changed syntax.Model) (places []string) {
	after := changed.(*File)
	if len(f.Commands) != len(after.Commands) || f.around() != after.around() {
		return []string{"structure"}
	}
	for i, c := range f.Commands {
		if !slices.Equal(f.texts(c), after.texts(after.Commands[i])) {
			places = append(places, c.Place())
		}
	}
	return places
}

// around returns the text without the words of the commands.
func (f *File) around() string {
	var b strings.Builder
	end := 0
	for _, c := range f.Commands {
		for _, w := range c.Words {
			if w.Span.Start >= end { // else it stands in another word
				b.Write(f.doc.Source[end:w.Span.Start])
				end = w.Span.End
			}
		}
	}
	b.Write(f.doc.Source[end:])
	return b.String()
}

func (f *File) texts(c Command) (texts []string) {
	for _, w := range c.Words {
		texts = append(texts, f.doc.Text(w.Span))
	}
	return texts
}

// Place names a command for the places that a fix changes.
func (c Command) Place() string { return fmt.Sprintf("command %d", c.Index) }

// Values returns the words' values; "" stands for one that is not plain text.
func (c Command) Values() []string {
	values := make([]string, len(c.Words))
	for i, w := range c.Words {
		values[i] = w.Value
	}
	return values
}

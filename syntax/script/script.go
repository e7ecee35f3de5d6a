// Package script says what a shell script says: its simple commands, each word with
// the exact bytes it stands on. mvdan.cc/sh decides; a script that it does not take has
// no commands.
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

// File is a parsed shell script.
type File struct {
	doc *syntax.Document
	// Commands are the simple commands, in the order of the text. Nil when the parser
	// does not take the script.
	Commands []Command
	parsed   bool
	shape    string // what is around the words
}

// Command is a simple command.
type Command struct {
	Index int
	Span  syntax.Span
	Words []Word
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
	model := &File{doc: &f.Document}
	f.Model = model
	tree, err := shell.NewParser(shell.Variant(shell.LangBash), shell.KeepComments(true)).Parse(bytes.NewReader(source), name)
	if err != nil || bytes.IndexByte(source, 0) >= 0 {
		return f
	}
	model.parsed = true
	var shape strings.Builder
	shell.Walk(tree, func(n shell.Node) bool {
		switch n := n.(type) {
		case *shell.Comment:
			span := syntax.Span{Start: int(n.Pos().Offset()), End: int(n.End().Offset())}
			f.Comments = append(f.Comments, syntax.Comment{Line: f.Position(span.Start).Line, Span: span, Text: strings.TrimSpace(n.Text)})
		case *shell.CallExpr:
			if len(n.Args) > 0 {
				model.Commands = append(model.Commands, model.command(n, len(model.Commands)))
			}
		}
		if n != nil {
			fmt.Fprintf(&shape, "%T ", n)
		}
		return true
	})
	model.shape = shape.String()
	slices.SortFunc(f.Comments, func(a, b syntax.Comment) int { return a.Line - b.Line })
	return f
}

func (f *File) command(call *shell.CallExpr, index int) Command {
	c := Command{Index: index, Span: syntax.Span{Start: int(call.Pos().Offset()), End: int(call.End().Offset())}}
	for _, arg := range call.Args {
		w := Word{Span: syntax.Span{Start: int(arg.Pos().Offset()), End: int(arg.End().Offset())}}
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
func (f *File) Kind() syntax.Kind { return syntax.ShellScript }

// Reparse implements syntax.Model.
func (f *File) Reparse(source []byte) *syntax.File { return Parse(f.doc.Path, source) }

// Sound implements syntax.Model: what the parser took it takes.
func (f *File) Sound(changed syntax.Model) error {
	if f.parsed && !changed.(*File).parsed {
		return errors.New("the script no longer parses")
	}
	return nil
}

// Changes implements syntax.Model: the commands whose words differ, as Place names
// them, and "structure" where more does.
func (f *File) Changes(changed syntax.Model) (places []string) {
	after := changed.(*File)
	if len(f.Commands) != len(after.Commands) {
		return []string{"structure"}
	}
	for i, c := range f.Commands {
		if !slices.Equal(f.texts(c), after.texts(after.Commands[i])) {
			places = append(places, c.Place())
		}
	}
	if len(places) == 0 && f.shape != after.shape {
		return []string{"structure"}
	}
	return places
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

// Package unit says what a systemd unit says: its settings by section, each with the
// exact bytes it stands on.
//
// It may import syntax and syntax/shell. It touches neither the network, the clock nor the environment.
package unit

import (
	"bytes"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// File is a parsed unit.
type File struct {
	syntax.Content
	Settings []Setting // in the order of the file

	scripts []*shell.Script
}

// Setting is a line such as ExecStart=/usr/bin/docker run nginx, with those that
// continue it.
type Setting struct {
	Section, Name, Value string
	Span                 syntax.Span // of the whole setting
	ValueSpan            syntax.Span
}

// Is reports whether a file of this path is taken for a unit of a service, or for what
// Podman makes one of: podman-systemd.unit(5).
func Is(name string) bool {
	extension := strings.ToLower(path.Ext(name))
	return extension == ".service" || extension == ".container"
}

// Parse reads a unit. It never fails: what is no setting is left alone.
//
// Source of the format: systemd.syntax(7).
func Parse(name string, source []byte) syntax.File {
	f := &File{Content: syntax.Content{Document: syntax.NewDocument(name, source)}}
	f.Err = syntax.Guard(func() *syntax.ParseError { f.read(); return nil })
	return f
}

// read finds the settings and the scripts in them.
func (f *File) read() {
	section := ""
	for line := 1; line <= f.Lines(); line++ {
		span := f.LineSpan(line)
		text := strings.TrimSpace(f.Text(span))
		switch {
		case text == "":
		case f.addComment(line):
		case text[0] == '[':
			section = strings.Trim(text, "[]")
		default:
			for strings.HasSuffix(text, `\`) && line < f.Lines() {
				line++
				if f.addComment(line) {
					continue // systemd reads on behind it
				}
				span.End = f.LineSpan(line).End
				text = strings.TrimSuffix(text, `\`) + " " + strings.TrimSpace(f.Text(f.LineSpan(line)))
			}
			if name, value, ok := strings.Cut(text, "="); ok {
				at := syntax.Span{Start: span.Start + strings.Index(f.Text(span), "=") + 1, End: span.End}
				f.Settings = append(f.Settings, Setting{section, strings.TrimSpace(name), strings.TrimSpace(value), span, at})
			}
		}
	}
	trees := &shell.Trees{}
	for _, s := range f.Settings {
		if commandSettings[s.Name] {
			f.scripts = append(f.scripts, shell.Parse(trees, commandLine(f, s)))
		}
	}
}

// addComment adds the comment that a line is, and reports whether it is one.
func (f *File) addComment(line int) bool {
	span := f.LineSpan(line)
	text := strings.TrimSpace(f.Text(span))
	if text == "" || text[0] != '#' && text[0] != ';' {
		return false
	}
	f.Comments = append(f.Comments, syntax.Comment{Line: line, Span: span, Text: strings.TrimSpace(text[1:])})
	return true
}

// Kind implements syntax.File.
func (f *File) Kind() syntax.Kind { return syntax.Unit }

// Reparse implements syntax.File.
func (f *File) Reparse(source []byte) syntax.File { return Parse(f.Path, source) }

// Scripts implements shell.Holder: the command lines of a service. systemd runs them without a
// shell, and splits words as a shell does.
func (f *File) Scripts() []*shell.Script { return f.scripts }

// commandSettings are the settings of a service that hold a command line: systemd.service(5).
var commandSettings = map[string]bool{
	"ExecCondition": true, "ExecStartPre": true, "ExecStart": true, "ExecStartPost": true,
	"ExecReload": true, "ExecStop": true, "ExecStopPost": true,
}

// commandLine returns a setting's value as a shell can read it, byte for byte as long: without the
// prefixes that say how the command runs, with blanks for what continues a line and for comments between
// its lines, and with the characters that only mean something to a shell masked.
func commandLine(f *File, s Setting) shell.Source {
	text := []byte(f.Text(s.ValueSpan))
	for _, c := range f.Comments {
		if s.ValueSpan.Contains(c.Span) {
			line := text[c.Span.Start-s.ValueSpan.Start : f.FullLineSpan(c.Line).End-s.ValueSpan.Start]
			copy(line, bytes.Repeat([]byte{' '}, len(line)))
		}
	}
	quote := byte(0)
	start := true
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && text[i+1] == '\n':
			text[i], text[i+1] = ' ', ' '
		case c == '\\' && i+1 < len(text):
			if quote == '\'' { // where the shell has no escapes
				text[i], text[i+1] = '_', '_'
			}
			i++
			start = false
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote, start = c, false
		case start && strings.IndexByte("@-:+!|", c) >= 0:
			text[i] = ' '
		case strings.IndexByte("|&;<>()`*?[#~", c) >= 0:
			text[i] = '_'
		case c != ' ' && c != '\t':
			start = false
		}
	}
	return shell.Source{Text: text, Span: s.ValueSpan, Where: s.Section + "." + s.Name}
}

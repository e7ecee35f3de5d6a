// Package unit says what a systemd unit says: its settings by section, each with the
// exact bytes it stands on.
//
// It may import syntax. It touches neither the network, the clock nor the environment.
package unit

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// File is a parsed unit.
type File struct {
	doc      *syntax.Document
	Settings []Setting // in the order of the file
}

// Setting is a line such as ExecStart=/usr/bin/docker run nginx, with those that
// continue it.
type Setting struct {
	Section, Name, Value string
	Span                 syntax.Span
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
func Parse(name string, source []byte) *syntax.File {
	f := syntax.NewFile(name, source)
	model := &File{doc: &f.Document}
	f.Model = model
	section := ""
	for line := 1; line <= f.Lines(); line++ {
		span := f.LineSpan(line)
		text := strings.TrimSpace(f.Text(span))
		switch {
		case text == "":
		case text[0] == '#' || text[0] == ';':
			f.Comments = append(f.Comments, syntax.Comment{Line: line, Span: span, Text: strings.TrimSpace(text[1:])})
		case text[0] == '[':
			section = strings.Trim(text, "[]")
		default:
			for strings.HasSuffix(text, `\`) && line < f.Lines() {
				line++
				span.End = f.LineSpan(line).End
				text = strings.TrimSuffix(text, `\`) + " " + strings.TrimSpace(f.Text(f.LineSpan(line)))
			}
			if name, value, ok := strings.Cut(text, "="); ok {
				model.Settings = append(model.Settings, Setting{section, strings.TrimSpace(name), strings.TrimSpace(value), span})
			}
		}
	}
	return f
}

// Kind implements syntax.Model.
func (f *File) Kind() syntax.Kind { return syntax.Unit }

// Reparse implements syntax.Model.
func (f *File) Reparse(source []byte) *syntax.File { return Parse(f.doc.Path, source) }

// Sound implements syntax.Model: systemd reads every line for itself.
func (f *File) Sound(syntax.Model) error { return nil }

// Changes implements syntax.Model: the settings that differ, as "Section.Name".
func (f *File) Changes(changed syntax.Model) (places []string) {
	after := changed.(*File)
	if len(f.Settings) != len(after.Settings) {
		return []string{"settings"}
	}
	for i, s := range f.Settings {
		if o := after.Settings[i]; s.Section != o.Section || s.Name != o.Name || s.Value != o.Value {
			places = append(places, s.Section+"."+s.Name)
		}
	}
	return places
}

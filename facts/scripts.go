package facts

import (
	"path"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// ScriptOf returns the script file that a command of a RUN runs or sources, where an instruction above
// copied it from the build context or holds it. dir is the folder that the command runs in. It returns nil
// for every other command.
func (known *Facts) ScriptOf(in *dockerfile.Instruction, c *shell.Command, dir string) *shell.Script {
	name := scriptName(c)
	if known.Tree == nil || name == "" || in.Stage == nil || c.Package() != nil {
		return nil
	}
	names := []string{name}
	switch {
	case name == c.Words[0].Value && !strings.Contains(name, "/"):
		names = nil
		for _, folder := range searched {
			names = append(names, folder+name)
		}
	case !path.IsAbs(name):
		if name = path.Join(dir, name); !path.IsAbs(name) {
			name = path.Clean(dockerfile.AbsoluteIn(in, name))
		}
		names = []string{name}
	}
	for _, name := range names {
		text := known.TextAt(in, name)
		if text != nil && len(text) <= maxScript && (c.Sources() || shell.IsScript(name, text)) {
			return shell.ParseText(text)
		}
	}
	return nil
}

// searched are the folders of the usual PATH to which people copy scripts.
var searched = []string{"/usr/local/sbin/", "/usr/local/bin/", "/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"}

// scriptName returns the name of the script that a command runs, as written; "" for none.
func scriptName(c *shell.Command) string {
	words := c.Words
	switch program := c.Program(); {
	case c.Sources():
		words = words[1:]
	case shell.IsBourne(program):
		words = words[1:]
		for len(words) > 0 && strings.HasPrefix(words[0].Value, "-") {
			if strings.Contains(words[0].Value, "c") {
				return "" // the script is a word
			}
			words = words[1:]
		}
	}
	if len(words) == 0 {
		return ""
	}
	return words[0].Value
}

// TextAt returns the text of a file in the image just above an instruction, as far as COPY and ADD from
// the build context and from here-documents tell, and the RUN's own mounts: nil where they don't.
func (known *Facts) TextAt(in *dockerfile.Instruction, name string) []byte {
	if run, ok := in.Parsed.(*instructions.RunCommand); ok {
		for _, m := range instructions.GetMounts(run) {
			if m.Type != instructions.MountTypeBind || m.From != "" {
				continue
			}
			for _, candidate := range candidates(m.Source, path.Clean(m.Target), name) {
				if text := known.ReadInContext(in.File, candidate); text != nil {
					return text
				}
			}
		}
	}
	for stage := in.Stage; stage != nil; stage = stage.Parent {
		for _, above := range slices.Backward(stage.Instructions) {
			if stage == in.Stage && above.Index >= in.Index {
				continue
			}
			if text := known.copied(above, name); text != nil {
				return text
			}
		}
	}
	return nil
}

// copied returns the text of a file that a COPY or ADD puts at a path.
func (known *Facts) copied(in *dockerfile.Instruction, name string) []byte {
	sources, _, ok := in.Sources()
	if !ok || in.HasFlag("from") {
		return nil
	}
	dests := dockerfile.Destinations(in)
	if len(dests) == 0 {
		return nil
	}
	docs := in.Heredocs
	for i, source := range sources {
		dest := dests[min(i, len(dests)-1)]
		if strings.HasPrefix(source.Text, "<<") {
			if len(docs) == 0 {
				return nil
			}
			if path.Clean(dest) == name {
				return []byte(in.File.Text(docs[0].Body))
			}
			docs = docs[1:]
			continue
		}
		for _, candidate := range candidatesAt(in, source.Text, dest, name) {
			if text := known.ReadInContext(in.File, candidate); text != nil {
				return text
			}
		}
	}
	return nil
}

// candidatesAt returns the paths in the context that a source of a COPY may bring to a path in the image.
// dest is where it ends up as a file; as a folder it ends up in the destination itself.
func candidatesAt(in *dockerfile.Instruction, source, dest, name string) []string {
	found := candidates(source, dest, name)
	if _, to, _ := in.Sources(); strings.HasSuffix(to.Text, "/") {
		found = append(found, candidates(source, path.Dir(path.Clean(dest)), name)...)
	}
	return found
}

package facts

import (
	"bytes"
	"cmp"
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// What a container runs when it starts, as far as the file and the tree show.

// maxScript is the size in bytes of the longest start script that is read. Handwritten ones
// are shorter.
const maxScript = 256 << 10

// StartCommand is a command that runs when the container starts.
type StartCommand struct {
	At    syntax.Span // the instruction in the Dockerfile
	Words []string    // "" for a word that isn't plain
	// Wrappers are the words in front that only say how the command runs, such as `sudo -u app`.
	Wrappers []string
	// Script is the path of the command's script in the tree, "" if the command is in the
	// Dockerfile itself; Line is its line there, 1-based.
	Script string
	Line   int
	// Optional is true where the script asks something before it runs the command.
	Optional bool
}

// StartCommands returns the commands of a stage's ENTRYPOINT and CMD, and those of the
// scripts in the tree that they start.
func (known *Facts) StartCommands(file *dockerfile.File, stage *dockerfile.Stage) []StartCommand {
	var all []StartCommand
	for _, name := range []string{"ENTRYPOINT", "CMD"} {
		in := stage.Last(name)
		if in == nil {
			continue
		}
		script := dockerfile.StartScript(in)
		for i, words := range dockerfile.StartWords(in) {
			own := StartCommand{At: in.Span, Words: words}
			if script != nil {
				own.Wrappers, own.Optional = wrappersOf(script.Commands[i]), script.Commands[i].Place.Optional()
			}
			all = append(all, own)
			for _, c := range known.scriptCommands(file, stage, in, words) {
				c.Optional = c.Optional || own.Optional
				all = append(all, c)
			}
		}
	}
	return all
}

// wrappersOf returns the values of a command's wrappers.
func wrappersOf(c *shell.Command) (values []string) {
	for _, w := range c.Wrappers {
		values = append(values, w.Value)
	}
	return values
}

// scriptCommands returns the commands of the script that a command starts, none if the tree
// doesn't have the script.
func (known *Facts) scriptCommands(file *dockerfile.File, stage *dockerfile.Stage, in *dockerfile.Instruction, words []string) []StartCommand {
	if known.Tree == nil || len(words) == 0 {
		return nil
	}
	script := words[0]
	if shell.IsShell(path.Base(script)) && len(words) > 1 {
		script = words[1]
	}
	if script == "" || strings.HasPrefix(script, "-") {
		return nil
	}
	name, text := known.SourceOf(file, stage, script)
	if text == nil || len(text) > maxScript || !shell.IsScript(name, text) {
		return nil
	}
	var found []StartCommand
	document := syntax.NewDocument(name, text)
	for _, c := range shell.ParseText(text).Commands {
		found = append(found, StartCommand{At: in.Span, Words: c.Values(), Wrappers: wrappersOf(c), Script: name, Line: document.Position(c.Span.Start).Line, Optional: c.Place.Optional()})
	}
	return found
}

// SourceOf returns the file in the tree that a COPY of the stage puts at a path in the
// image, alone or in a folder. It returns "" and nil if that's unknown, or if builds put
// different files there.
func (known *Facts) SourceOf(from *dockerfile.File, stage *dockerfile.Stage, file string) (name string, text []byte) {
	if !path.IsAbs(file) {
		file = path.Join(cmp.Or(stage.After().Workdir, "/"), file)
	}
	for s := stage; s != nil; s = s.Parent {
		for i := len(s.Instructions) - 1; i >= 0; i-- {
			in := s.Instructions[i]
			sources, _, ok := in.Sources()
			if !ok || in.HasFlag("from") {
				continue
			}
			dests := dockerfile.Destinations(in)
			for j, source := range sources {
				for _, candidate := range candidates(source.Text, dests[min(j, len(dests)-1)], file) {
					if name, text := known.onlyIn(known.ContextFolders(from), candidate); text != nil {
						return name, text
					}
				}
			}
		}
	}
	return "", nil
}

// onlyIn returns the file that folders of the tree have below one of them, nil if none has, or if they
// differ.
func (known *Facts) onlyIn(folders []string, file string) (name string, text []byte) {
	for _, folder := range folders {
		full := path.Join(folder, file)
		if known.IsMissing(full) {
			continue
		}
		found, err := fs.ReadFile(known.Tree, full)
		switch {
		case err != nil:
		case text != nil && !bytes.Equal(text, found):
			return "", nil
		default:
			name, text = full, found
		}
	}
	return name, text
}

// candidates returns the paths in the context that a source may copy to a file in the image.
func candidates(source, dest, file string) []string {
	source = strings.Trim(source, `"'`)
	if strings.ContainsAny(source, "$*?[") {
		if path.Base(dest) == path.Base(file) || strings.HasSuffix(dest, "/") || strings.HasPrefix(file, dest+"/") {
			return []string{path.Join(path.Dir(source), path.Base(file))}
		}
		return nil
	}
	if path.Clean(dest) == file {
		return []string{source}
	}
	if rest, below := strings.CutPrefix(file, strings.TrimSuffix(path.Clean(dest), "/")+"/"); below {
		return []string{path.Join(source, rest)}
	}
	return nil
}

package rules

import (
	"cmp"
	"io/fs"
	"path"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax"
)

// What a container runs when it starts, as far as the file and the tree show.

// maxScript is the size in bytes of the longest start script that is read. Handwritten ones
// are shorter.
const maxScript = 256 << 10

// finalStage returns the stage that becomes the image. A file that BuildKit accepts has one.
func (p *Pass) finalStage() *syntax.Stage { return p.File.Stages[len(p.File.Stages)-1] }

// startOf returns the later of a stage's own ENTRYPOINT and CMD, nil if it has
// neither.
func startOf(stage *syntax.Stage) *syntax.Instruction {
	return lastOf(stage.Last("ENTRYPOINT"), stage.Last("CMD"))
}

// inheritedStart is like startOf, but includes what the stage inherits from its parents.
func inheritedStart(stage *syntax.Stage) *syntax.Instruction {
	return lastOf(stage.Inherited("ENTRYPOINT"), stage.Inherited("CMD"))
}

// lastOf returns the later of two instructions, either of which may be nil.
func lastOf(a, b *syntax.Instruction) *syntax.Instruction {
	if a == nil || b != nil && b.Index > a.Index {
		return b
	}
	return a
}

// startCommand is a command that runs when the container starts.
type startCommand struct {
	at    syntax.Span // the instruction in the Dockerfile
	words []string    // "" for a word that isn't plain
	// script is the path of the command's script in the tree, "" if the command is in the
	// Dockerfile itself; line is its line there, 1-based.
	script string
	line   int
}

// startCommands returns the commands of a stage's ENTRYPOINT and CMD, and those of the
// scripts in the tree that they start.
func (p *Pass) startCommands(stage *syntax.Stage) []startCommand {
	var all []startCommand
	for _, name := range []string{"ENTRYPOINT", "CMD"} {
		in := stage.Last(name)
		if in == nil {
			continue
		}
		for _, words := range startWords(in) {
			all = append(all, startCommand{at: in.Span, words: words})
			all = append(all, p.scriptCommands(stage, in, words)...)
		}
	}
	return all
}

// startWords returns the commands of a CMD or ENTRYPOINT as words. For a shell with a script
// on its command line, it returns the script's commands.
func startWords(in *syntax.Instruction) [][]string {
	if s := in.Script(); s != nil {
		var all [][]string
		for _, c := range s.Commands {
			all = append(all, c.Values())
		}
		return all
	}
	var words []string
	for _, a := range in.Args {
		words = append(words, a.Text)
	}
	if in.JSON && len(words) > 2 && shellProgram(path.Base(words[0])) && strings.HasSuffix(words[1], "c") && strings.HasPrefix(words[1], "-") {
		all, _ := wordsOfScript([]byte(words[2]))
		return all
	}
	if !in.JSON || len(words) == 0 {
		return nil
	}
	return [][]string{words}
}

// wordsOfScript returns the simple commands of a shell script and their lines (1-based),
// none if the shell parser rejects the script. Commands in functions count: something will
// call them.
func wordsOfScript(text []byte) (all [][]string, lines []int) {
	tree, err := sh.NewParser().Parse(strings.NewReader(string(text)), "")
	if err != nil {
		return nil, nil
	}
	sh.Walk(tree, func(n sh.Node) bool {
		if call, ok := n.(*sh.CallExpr); ok && len(call.Args) > 0 {
			var words []string
			for _, a := range call.Args {
				words = append(words, a.Lit())
			}
			all, lines = append(all, words), append(lines, int(call.Pos().Line()))
		}
		return true
	})
	return all, lines
}

// scriptCommands returns the commands of the script that a command starts, none if the tree
// doesn't have the script.
func (p *Pass) scriptCommands(stage *syntax.Stage, in *syntax.Instruction, words []string) []startCommand {
	if p.Tree == nil || len(words) == 0 {
		return nil
	}
	script := words[0]
	if shellProgram(path.Base(script)) && len(words) > 1 {
		script = words[1]
	}
	if script == "" || strings.HasPrefix(script, "-") {
		return nil
	}
	name, text := p.sourceOf(stage, script)
	if text == nil || len(text) > maxScript || !looksLikeShell(name, text) {
		return nil
	}
	var found []startCommand
	all, lines := wordsOfScript(text)
	for i, words := range all {
		found = append(found, startCommand{at: in.Span, words: words, script: name, line: lines[i]})
	}
	return found
}

func looksLikeShell(name string, text []byte) bool {
	first, _, _ := strings.Cut(string(text), "\n")
	if strings.HasPrefix(first, "#!") {
		return strings.HasSuffix(strings.Fields(first + " ")[0], "sh") || strings.HasSuffix(strings.TrimSpace(first), "sh")
	}
	return strings.HasSuffix(name, ".sh")
}

// sourceOf returns the file in the tree that a COPY of the stage puts at a path in the
// image, alone or in a folder. It returns "" and nil if that's unknown.
func (p *Pass) sourceOf(stage *syntax.Stage, file string) (name string, text []byte) {
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
			dests := destinations(in)
			for j, source := range sources {
				for _, candidate := range candidates(source.Text, dests[min(j, len(dests)-1)], file) {
					for _, root := range p.contextRoots() {
						full := path.Join(root, candidate)
						if !fs.ValidPath(full) {
							continue
						}
						if text, err := fs.ReadFile(p.Tree, full); err == nil {
							return full, text
						}
					}
				}
			}
		}
	}
	return "", nil
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

// contextRoots returns the folders of the tree that may be the build context: the
// Dockerfile's folder and the repository's root.
func (p *Pass) contextRoots() []string {
	if dir := path.Dir(p.File.Path); dir != "." {
		return []string{dir, "."}
	}
	return []string{"."}
}

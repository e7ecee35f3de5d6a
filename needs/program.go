package needs

import (
	"iter"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Program is what the containers of a stage run, and what is known about it.
type Program struct {
	known *facts.Facts
	file  *dockerfile.File
	stage *dockerfile.Stage
	base  images.Image

	commands []effects.Ran // of the stage's RUNs, in order, those of the stages it starts from first
	starts   []start
}

// start is a command that runs when the container starts.
type start struct {
	words     []string // as the program gets them; "" for a word that isn't known
	wrappers  []string // the words in front that only say how it runs: sudo -u app
	redirects []string // the files it writes by redirection, as written
	call      *shell.PackageCall
}

// Of reads a stage of a file.
func Of(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage) *Program {
	p := &Program{known: known, file: file, stage: stage, base: known.Base(stage)}
	for in := range p.instructions() {
		if in.Name == "RUN" {
			p.commands = append(p.commands, effects.Commands(in)...)
		}
	}
	p.starts = p.findStarts()
	return p
}

// instructions yields the instructions of the stage, after those of the stages it starts from.
func (p *Program) instructions() iter.Seq[*dockerfile.Instruction] {
	var chain []*dockerfile.Stage
	for s := p.stage; s != nil; s = s.Parent {
		chain = append(chain, s)
	}
	return func(yield func(*dockerfile.Instruction) bool) {
		for i := len(chain) - 1; i >= 0; i-- {
			for _, in := range chain[i].Instructions {
				if !yield(in) {
					return
				}
			}
		}
	}
}

// findStarts returns the commands of ENTRYPOINT and CMD, and those of the scripts in the tree that
// they run.
func (p *Program) findStarts() (all []start) {
	var joined []string // an ENTRYPOINT in JSON form gets CMD's words as arguments
	for _, name := range []string{"ENTRYPOINT", "CMD"} {
		in := p.stage.Inherited(name)
		if in == nil {
			continue
		}
		if s := dockerfile.StartScript(in); s != nil {
			for _, c := range s.AllCommands() {
				all = append(all, p.fromCommand(in, c))
			}
		} else if in.JSON {
			for _, a := range in.Args {
				joined = append(joined, a.Text)
			}
		}
	}
	if len(joined) > 0 {
		all = append(all, start{words: joined})
	}
	for s := p.stage; s != nil; s = s.Parent {
		if dockerfile.StartOf(s) == nil {
			continue
		}
		for _, c := range p.known.StartCommands(p.file, s) {
			if c.Script != "" && len(c.Words) > 0 {
				all = append(all, start{words: c.Words, wrappers: c.Wrappers})
			}
		}
		break
	}
	return all
}

// fromCommand returns a command of a shell form. Its variables have the values that ENV gives them.
func (p *Program) fromCommand(in *dockerfile.Instruction, c *shell.Command) start {
	s := start{call: c.Package()}
	for _, w := range c.Words {
		s.words = append(s.words, p.value(in, w))
	}
	for _, w := range c.Wrappers {
		s.wrappers = append(s.wrappers, w.Value)
	}
	for _, r := range c.Redirects {
		toDescriptor := r.Op == ">&" && strings.Trim(r.Target.Value, "0123456789-") == "" // 2>&1
		if !toDescriptor && (strings.HasPrefix(r.Op, ">") || strings.HasPrefix(r.Op, "&>")) {
			s.redirects = append(s.redirects, p.value(in, r.Target))
		}
	}
	return s
}

// value returns a word's value, "" if it isn't known.
func (p *Program) value(in *dockerfile.Instruction, w shell.Word) string {
	if w.Literal {
		return w.Value
	}
	value, known := p.stage.Expand(w.Source, in)
	if !known || strings.ContainsAny(value, "$`*?") {
		return ""
	}
	return value
}

// program returns the name of the started program, without its folder.
func (s start) program() string { return path.Base(s.words[0]) }

// workdir returns the folder that the program starts in, "" if it isn't known.
func (p *Program) workdir() string {
	if last := p.stage.Inherited("WORKDIR"); last != nil {
		return p.workdirOf(last)
	}
	if p.startsAtRoot() {
		return "/"
	}
	return ""
}

// startsAtRoot reports whether the base image has no WORKDIR of its own.
func (p *Program) startsAtRoot() bool {
	return images.OperatingSystem(p.base) || p.base.Repository == "python" || p.base.Repository == "node"
}

// end returns the last instruction of the stage: the variables before it are those of the container.
func (p *Program) end() *dockerfile.Instruction {
	if n := len(p.stage.Instructions); n > 0 {
		return &dockerfile.Instruction{Index: p.stage.Instructions[n-1].Index + 1}
	}
	return &dockerfile.Instruction{Index: p.stage.From.Index + 1}
}

package shell

import (
	"path"
	"slices"
)

// A script's commands in the order in which they run, as far as the text tells: functions where they are
// called, the commands of `trap '…' EXIT` at the end, nothing behind an exit.

// Run is one run of a command.
type Run struct {
	*Command
	// Dir is the folder that it runs in: absolute, or relative to the one that the script starts in. It may
	// begin with a variable or `~`. It is "" behind a cd to an unknown folder.
	Dir string

	blocks []*block // outermost first
}

// maxRuns bounds how many runs are looked at, and maxCalls how deep functions call each other.
const (
	maxRuns  = 1500
	maxCalls = 20
)

// Runs returns the script's commands and those it hands to other shells, in the order in which they run
// when none of them fails. Commands that run on a condition only are there, too.
func (s *Script) Runs() []Run {
	x := s.execute()
	return append(x.runs, x.late...)
}

// GoesOn reports whether the script gets to its end when a command of it has run. It doesn't where it
// exits before, or becomes another program.
func (s *Script) GoesOn(after *Command) bool {
	x := s.execute()
	i := slices.IndexFunc(x.runs, func(r Run) bool { return r.Command == after })
	return i >= 0 && !slices.ContainsFunc(x.ends, func(e end) bool { return e.ofScript && startsWith(x.runs[i].blocks, e.blocks) })
}

// Excludes reports whether only one of two runs happens when no command fails: they stand in two branches,
// or on the two sides of `||`.
func (r Run) Excludes(other Run) bool {
	for i := range min(len(r.blocks), len(other.blocks)) {
		a, b := r.blocks[i], other.blocks[i]
		if !a.is(b) {
			return a.key == b.key && a.kind != ownShell
		}
	}
	return false
}

// execution puts the commands of a script in order.
type execution struct {
	functions map[string]any     // the key of a function's block, by name
	bodies    map[any][]*Command // the commands of a function, by its block's key; nil for the script's own
	runs      []Run
	late      []Run // those of traps
	ends      []end
	dirs      map[shellID]string
}

// end is where a command leaves some blocks: nothing behind it runs there.
type end struct {
	by       *Command
	blocks   []*block
	ofScript bool // the script ends, not only a function or subshell
}

// shellID names a shell of its own among those of an execution. The zero value is the script's.
type shellID struct {
	key        any
	part, call int
}

func (s *Script) execute() *execution {
	x := &execution{functions: map[string]any{}, bodies: map[any][]*Command{}, dirs: map[shellID]string{{}: "."}}
	for _, c := range s.AllCommands() {
		var in any
		blocks := c.block.chain()
		if i := innermost(blocks, function); i >= 0 {
			in = blocks[i].key
			x.functions[blocks[i].name] = in
		}
		x.bodies[in] = append(x.bodies[in], c)
	}
	x.run(x.bodies[nil], nil, 0)
	return x
}

// run adds the commands of a function that is called in some blocks, or the script's own.
func (x *execution) run(commands []*Command, called []*block, depth int) {
	for _, c := range commands {
		if len(x.runs) == maxRuns {
			return
		}
		blocks := c.block.chain()
		if i := innermost(blocks, function); i >= 0 {
			blocks = slices.Concat(called, blocks[i+1:])
		}
		r := Run{Command: c, blocks: blocks}
		if innermost(blocks, atExit) >= 0 {
			x.late = append(x.late, r)
			continue
		}
		if slices.ContainsFunc(x.ends, func(e end) bool { return c.Via != e.by && startsWith(blocks, e.blocks) }) {
			continue
		}
		r.Dir = x.dir(blocks)
		x.runs = append(x.runs, r)
		x.step(r, depth)
	}
}

// step notes what a command does to those behind it.
func (x *execution) step(r Run, depth int) {
	switch name := r.Program(); {
	case x.functions[name] != nil:
		if depth < maxCalls {
			here := &block{kind: call, key: r.Command, part: len(x.runs)}
			x.run(x.bodies[x.functions[name]], slices.Concat(r.blocks, []*block{here}), depth+1)
		}
	case name == "cd" || name == "pushd":
		x.dirs[shellOf(r.blocks)] = r.changed()
	case name == "popd":
		x.dirs[shellOf(r.blocks)] = ""
	case (name == "exit" || name == "return" || r.WrappedBy("exec")) && r.Place&(OnTest|InLoop|InCondition|Negated) == 0:
		x.ends = append(x.ends, r.end(name == "return"))
	}
}

// end returns what ends with the command: the blocks around it without those that run in any case.
func (r Run) end(returns bool) end {
	blocks := r.blocks
	returns = returns && innermost(blocks, call) >= 0
	for n := len(blocks); n > 0 && (blocks[n-1].kind == tried || blocks[n-1].kind == call && !returns); n-- {
		blocks = blocks[:n-1]
	}
	return end{by: r.Command, blocks: blocks, ofScript: !returns && innermost(r.blocks, ownShell) < 0}
}

// dir returns the folder that a command in some blocks runs in.
func (x *execution) dir(blocks []*block) string {
	shell := shellOf(blocks)
	if _, known := x.dirs[shell]; !known {
		x.dirs[shell] = x.dir(blocks[:innermost(blocks, ownShell)])
	}
	return x.dirs[shell]
}

// shellOf returns the shell that runs the commands in some blocks.
func shellOf(blocks []*block) shellID {
	i := innermost(blocks, ownShell)
	if i < 0 {
		return shellID{}
	}
	id := shellID{key: blocks[i].key, part: blocks[i].part}
	if called := innermost(blocks[:i], call); called >= 0 {
		id.call = blocks[called].part
	}
	return id
}

// changed returns the folder after a cd.
func (r Run) changed() string {
	to := r.Words[len(r.Words)-1].Patterns(false)[0]
	switch {
	case len(r.Words) == 1:
		return "~"
	case to == "" || to[0] == '-' || r.Place.Has(InBranch):
		return ""
	case to[0] == '/' || to[0] == '~' || to[0] == '$':
		return to
	case r.Dir == "":
		return ""
	}
	return path.Join(r.Dir, to)
}

package dockerfile

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

// StartsFrom reports whether a stage is the other one or starts from it, directly or not.
func StartsFrom(stage, from *Stage) bool {
	for ; stage != nil; stage = stage.Parent {
		if stage == from {
			return true
		}
	}
	return false
}

// Stage is one FROM and the instructions that follow it.
type Stage struct {
	Index        int
	Name         string // as in BuildKit, in lower case; "" without AS
	From         *Instruction
	Instructions []*Instruction // without the FROM

	// Base is the image after FROM, with the defaults of global ARGs substituted. BaseKnown is false
	// if an ARG in it has no default.
	Base      string
	BaseKnown bool
	// Parent is the earlier stage that this one starts from, nil if Base is an image.
	Parent *Stage
	// Final is true for the stage that a build without --target builds.
	Final bool
	// Reached is true for the final stage and all stages that it needs.
	Reached bool

	after State // after the last instruction
	vars  map[string][]binding
	file  *File
}

// State is the state that applies to an instruction, as far as the file sets it.
type State struct {
	// User is the last USER, with known variables substituted. It is "" if the base image decides.
	User string
	// Workdir is the absolute working directory. It is "" if the base image decides or it is unknown.
	Workdir string
	// Shell is the last SHELL. It is nil if the base image decides.
	Shell []string
}

// binding is a variable's value after an instruction. known is false for an ARG without a default.
type binding struct {
	from  int // Instruction.Index
	value string
	known bool
	env   bool // set by ENV, so containers have it too
}

// Root follows Parent to the first stage of the chain, whose Base is an image.
func (s *Stage) Root() *Stage {
	for s.Parent != nil {
		s = s.Parent
	}
	return s
}

// After returns the state after the stage's last instruction.
func (s *Stage) After() State { return s.after }

// Last returns the last instruction with a name in the stage, nil if there is none.
func (s *Stage) Last(name string) *Instruction {
	for _, in := range slices.Backward(s.Instructions) {
		if in.Name == name {
			return in
		}
	}
	return nil
}

// Inherited returns the last instruction with a name in the stage or in the stages that it starts
// from, nil if there is none.
func (s *Stage) Inherited(name string) *Instruction {
	for ; s != nil; s = s.Parent {
		if in := s.Last(name); in != nil {
			return in
		}
	}
	return nil
}

// Var returns the value that ENV or ARG gives a variable at an instruction. ok is false if neither
// sets it, or if its value is only known at build time.
func (s *Stage) Var(name string, at *Instruction) (value string, ok bool) {
	b, ok := s.binding(name, at.Index)
	return b.value, ok && b.known
}

// Variables returns the sorted names of the variables that ENV or ARG defines at an instruction.
func (s *Stage) Variables(at *Instruction) []string {
	names := map[string]bool{}
	for stage := s; stage != nil; stage = stage.Parent {
		for name := range stage.vars {
			names[name] = names[name] || s.Defined(name, at)
		}
	}
	maps.DeleteFunc(names, func(_ string, known bool) bool { return !known })
	return slices.Sorted(maps.Keys(names))
}

// Defined reports whether ENV or ARG defines a variable at an instruction, with or without a value.
func (s *Stage) Defined(name string, at *Instruction) bool {
	_, ok := s.binding(name, at.Index)
	return ok
}

func (s *Stage) binding(name string, before int) (binding, bool) {
	for stage := s; stage != nil; stage = stage.Parent {
		for _, b := range slices.Backward(stage.vars[name]) {
			// Stages inherit ENVs and ARGs from the stage in FROM.
			// https://docs.docker.com/build/building/variables/#scoping
			if b.from < before {
				return b, true
			}
		}
	}
	return binding{}, false
}

// Expand substitutes the variables in a word as BuildKit does. ok is false if any is unknown.
func (s *Stage) Expand(text string, at *Instruction) (expanded string, ok bool) {
	if !strings.ContainsAny(text, `$\'"`+"`") {
		return text, true
	}
	env := stageEnv{stage: s, at: at.Index}
	result, err := shell.NewLex(rune(s.file.Escape)).ProcessWordWithMatches(text, &env)
	return result.Result, err == nil && len(result.Unmatched) == 0 && !env.missed
}

// stageEnv gives BuildKit's lexer the variables at an instruction.
type stageEnv struct {
	stage  *Stage
	at     int
	missed bool
}

func (e *stageEnv) Get(name string) (string, bool) {
	b, ok := e.stage.binding(name, e.at)
	if ok && !b.known {
		e.missed = true
	}
	return b.value, ok
}

func (e *stageEnv) Keys() []string { return nil }

// globalEnv has the ARGs before the first FROM.
type globalEnv map[string]binding

func (e globalEnv) Get(name string) (string, bool) {
	b, ok := e[name]
	return b.value, ok && b.known
}

func (e globalEnv) Keys() []string { return nil }

// findStages groups the instructions into stages and derives the facts that depend on their order.
func (f *File) findStages() {
	globals := globalEnv{}
	byName := map[string]*Stage{}
	lex := shell.NewLex(rune(f.Escape))
	var stage *Stage
	for _, in := range f.Instructions {
		if parsed, ok := in.Parsed.(*instructions.Stage); ok {
			stage = &Stage{Index: len(f.Stages), Name: parsed.Name, From: in, vars: map[string][]binding{}, file: f}
			result, err := lex.ProcessWordWithMatches(parsed.BaseName, globals)
			stage.Base, stage.BaseKnown = result.Result, err == nil && len(result.Unmatched) == 0
			if parent := byName[strings.ToLower(stage.Base)]; parent != nil {
				stage.Parent, stage.after = parent, parent.after
			}
			f.Stages = append(f.Stages, stage)
			if stage.Name != "" {
				byName[stage.Name] = stage
			}
			in.Stage = stage
			continue
		}
		if stage == nil {
			if arg, ok := in.Parsed.(*instructions.ArgCommand); ok {
				defineArgs(globals, arg, lex)
			}
			continue
		}
		in.Stage, in.Before = stage, stage.after
		if in.Trigger != nil {
			in.Trigger.Index, in.Trigger.Stage, in.Trigger.Before = in.Index, stage, stage.after
		}
		stage.Instructions = append(stage.Instructions, in)
		stage.apply(in, globals)
	}
	f.Stages[len(f.Stages)-1].Final = true
	f.reach(byName)
}

func defineArgs(globals globalEnv, arg *instructions.ArgCommand, lex *shell.Lex) {
	for _, a := range arg.Args {
		b := binding{}
		if a.Value != nil {
			if result, err := lex.ProcessWordWithMatches(*a.Value, globals); err == nil && len(result.Unmatched) == 0 {
				b.value, b.known = result.Result, true
			}
		}
		globals[a.Key] = b
	}
}

// apply updates the stage's state with an instruction.
func (s *Stage) apply(in *Instruction, globals globalEnv) {
	switch c := in.Parsed.(type) {
	case *instructions.RunCommand:
		s.expandMounts(c, in)
	case *instructions.OnbuildCommand:
		if run, ok := in.Trigger.Parsed.(*instructions.RunCommand); ok {
			s.expandMounts(run, in)
		}
	case *instructions.ArgCommand:
		for _, a := range c.Args {
			b := binding{from: in.Index}
			earlier, defined := s.binding(a.Key, in.Index)
			if defined && earlier.env {
				continue // ENV wins over ARG
			}
			if a.Value != nil {
				b.value, b.known = s.Expand(*a.Value, in)
			} else if g, ok := globals[a.Key]; ok {
				b.value, b.known = g.value, g.known
			} else if defined {
				b.value, b.known = earlier.value, earlier.known
			}
			s.vars[a.Key] = append(s.vars[a.Key], b)
		}
	case *instructions.EnvCommand:
		for _, pair := range c.Env {
			b := binding{from: in.Index, env: true}
			b.value, b.known = s.Expand(pair.Value, in)
			s.vars[pair.Key] = append(s.vars[pair.Key], b)
		}
	case *instructions.UserCommand:
		s.after.User, _ = s.Expand(c.User, in)
		if s.after.User == "" {
			s.after.User = c.User
		}
	case *instructions.WorkdirCommand:
		s.after.Workdir = s.resolveWorkdir(c.Path, in)
	case *instructions.ShellCommand:
		s.after.Shell = c.Shell
	}
}

// expandMounts makes BuildKit parse a RUN's mounts. BuildKit defers that until the variables in them
// can be expanded. Invalid mounts stay unparsed, and the converter reports them.
func (s *Stage) expandMounts(run *instructions.RunCommand, in *Instruction) {
	_ = run.Expand(func(word string) (string, error) {
		expanded, _ := s.Expand(word, in)
		return expanded, nil
	})
}

// resolveWorkdir returns the absolute directory that a WORKDIR sets, "" if it is unknown.
func (s *Stage) resolveWorkdir(dir string, in *Instruction) string {
	dir, ok := s.Expand(dir, in)
	switch {
	case !ok || strings.Contains(dir, `:\`):
		return ""
	case path.IsAbs(dir):
		return path.Clean(dir)
	case s.after.Workdir == "":
		return ""
	}
	return path.Join(s.after.Workdir, dir)
}

// reach marks the stages that the final one needs.
func (f *File) reach(byName map[string]*Stage) {
	todo := []*Stage{f.Stages[len(f.Stages)-1]}
	for len(todo) > 0 {
		stage := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if stage.Reached {
			continue
		}
		stage.Reached = true
		if stage.Parent != nil {
			todo = append(todo, stage.Parent)
		} else if len(stage.From.Args) > 0 {
			todo = append(todo, f.stagesLike(stage.From.Args[0].Text)...)
		}
		for _, in := range stage.Instructions {
			for _, name := range in.stageNames() {
				if from := f.stageNamed(name, byName); from != nil {
					todo = append(todo, from)
				}
			}
		}
	}
}

// variable matches a variable in a name.
var variable = regexp.MustCompile(`\$(?:\w+|\{[^}]*\})`)

// stagesLike returns the stages that the name in a FROM may stand for if it has variables: `build-amd64` for
// `build-$TARGETARCH`.
func (f *File) stagesLike(name string) (like []*Stage) {
	if !strings.Contains(name, "$") {
		return nil
	}
	var pattern strings.Builder
	at := 0
	for _, v := range variable.FindAllStringIndex(name, -1) {
		pattern.WriteString(regexp.QuoteMeta(name[at:v[0]]) + ".*")
		at = v[1]
	}
	expression := regexp.MustCompile("(?i)^" + pattern.String() + regexp.QuoteMeta(name[at:]) + "$")
	for _, s := range f.Stages {
		if s.Name != "" && expression.MatchString(s.Name) {
			like = append(like, s)
		}
	}
	return like
}

// stageNames returns the stages or images that an instruction copies or mounts from, as written: by
// name or number.
func (in *Instruction) stageNames() []string {
	switch c := in.Parsed.(type) {
	case *instructions.CopyCommand:
		if c.From != "" {
			return []string{c.From}
		}
	case *instructions.RunCommand:
		var names []string
		for _, m := range instructions.GetMounts(c) {
			if m.From != "" {
				names = append(names, m.From)
			}
		}
		return names
	case *instructions.OnbuildCommand:
		if in.Trigger != nil {
			return in.Trigger.stageNames()
		}
	}
	return nil
}

// StageNamed returns the stage that a COPY or a mount names, by name or number. It is nil for an
// image.
func (f *File) StageNamed(name string) *Stage {
	byName := map[string]*Stage{}
	for _, s := range f.Stages {
		if s.Name != "" {
			byName[s.Name] = s
		}
	}
	return f.stageNamed(name, byName)
}

func (f *File) stageNamed(name string, byName map[string]*Stage) *Stage {
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(f.Stages) {
		return f.Stages[i]
	}
	return byName[strings.ToLower(name)]
}

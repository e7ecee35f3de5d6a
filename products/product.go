package products

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Product is what an image needs to run the program that a stage builds.
type Product struct {
	// Base is the image to run it on.
	Base string
	// Copies are what to copy into it: first the program.
	Copies []Copy
	// Doubts say what only the author knows, each as a clause: "which files …". Without one, the file
	// and the tree tell all.
	Doubts []string
	// Built is the last instruction that only the build needs.
	Built *dockerfile.Instruction
}

// Copy is a file or folder with its absolute paths in the stage that builds and in the image that runs.
// They differ for a program that is started by its name alone, as the search paths may.
type Copy struct{ From, To string }

// Of returns the product of a stage. ok is false if the stage doesn't build the program that it starts
// with a toolchain that is known, or if it isn't known where the program is.
func Of(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage) (product Product, ok bool) {
	if stage.Parent != nil || !stage.BaseKnown {
		return product, false
	}
	image := known.Image(stage.Base)
	r := &reader{known: known, file: file, stage: stage, image: image, toolchain: toolchainOf(image)}
	for _, in := range stage.Instructions {
		if in.Name == "RUN" {
			r.product.Built = in
		}
	}
	if r.toolchain == nil || r.product.Built == nil || !r.startedProgram() {
		return product, false
	}
	if r.product.Base = r.toolchain.base(image, known.Today); r.product.Base == "" {
		return product, false
	}
	for _, in := range stage.Instructions {
		if in.Index <= r.product.Built.Index {
			r.read(in)
		}
	}
	program, ok := r.artifact()
	if !ok {
		return product, false
	}
	r.addData()
	r.doubtTarget()
	r.product.Copies = []Copy{program}
	for _, name := range slices.Concat(r.toolchain.extras(r.product.Base), r.data) {
		r.product.Copies = append(r.product.Copies, Copy{name, name})
	}
	return r.product, true
}

// reader reads a stage.
type reader struct {
	known     *facts.Facts
	file      *dockerfile.File
	stage     *dockerfile.Stage
	image     images.Image
	toolchain *toolchain
	program   string   // what starts (a program, a jar, a library of .NET): an absolute path, or a bare name
	outputs   []string // absolute paths that the build makes; `*` is any name
	folders   []string // that mkdir makes
	data      []string // absolute paths of what the program may read
	product   Product
}

func (r *reader) doubt(format string, args ...any) {
	if text := fmt.Sprintf(format, args...); !slices.Contains(r.product.Doubts, text) {
		r.product.Doubts = append(r.product.Doubts, text)
	}
}

// startedProgram finds the path of what starts. It returns false if that isn't known.
func (r *reader) startedProgram() bool {
	start := r.stage.Last("ENTRYPOINT")
	if start == nil {
		start = r.stage.Last("CMD")
	}
	if start == nil {
		return false
	}
	commands := dockerfile.StartWords(start)
	if len(commands) != 1 {
		return false
	}
	word := r.toolchain.started(shell.Unwrapped(commands[0]))
	name, ok := r.stage.Expand(word, start)
	if !ok || name == "" || strings.ContainsAny(name, "*?[$ ") {
		return false
	}
	if !strings.ContainsAny(name, "/.") {
		r.program = name // found on PATH
		return true
	}
	if !path.IsAbs(name) {
		name = path.Join(r.stage.After().Workdir, name) // the image's, wherever CMD stands
	}
	r.program = path.Clean(name)
	return path.IsAbs(name)
}

// makes reports whether the build makes a path.
func (r *reader) makes(name string) bool {
	return slices.ContainsFunc(r.outputs, func(output string) bool {
		ok, err := path.Match(output, name)
		return ok && err == nil
	})
}

// artifact returns what to copy for the program. ok is false for a name that nothing in the file makes.
func (r *reader) artifact() (program Copy, ok bool) {
	if !path.IsAbs(r.program) {
		i := slices.IndexFunc(r.outputs, func(output string) bool { return path.Base(output) == r.program || path.Base(output) == "*" })
		if i < 0 {
			return program, false
		}
		return Copy{path.Join(path.Dir(r.outputs[i]), r.program), "/usr/local/bin/" + r.program}, true
	}
	if !r.makes(r.program) {
		r.doubt("whether `%s` is what the build makes", r.program)
	}
	if r.toolchain.folder {
		return Copy{path.Dir(r.program), path.Dir(r.program)}, true
	}
	return Copy{r.program, r.program}, true
}

// doubtTarget looks for builds that name the stage, and would get the compiler instead of the program.
func (r *reader) doubtTarget() {
	for _, b := range r.known.Builds(r.file) {
		if b.Target != "" && strings.EqualFold(b.Target, r.stage.Name) {
			r.doubt("which stage `%s` wants", b.Path)
		}
	}
}

// read reads an instruction that only the build needs, unless a later stage repeats it.
func (r *reader) read(in *dockerfile.Instruction) {
	switch in.Name {
	case "RUN":
		r.readRun(in)
	case "COPY", "ADD":
		r.readCopy(in)
	case "USER", "SHELL", "ONBUILD":
		r.doubt("whether the program needs the %s on line %d", in.Name, in.Line)
	}
}

// readRun reads what a RUN makes, and doubts what is not only for the build.
func (r *reader) readRun(in *dockerfile.Instruction) {
	s := in.Script()
	if s == nil || s.Tree == nil || len(in.Heredocs) > 0 || len(s.Writes()) > 0 {
		r.doubt("what the RUN on line %d leaves for the program", in.Line)
		return
	}
	for _, c := range effects.Commands(in) {
		if made := r.toolchain.makes(c); made != nil {
			r.outputs = append(r.outputs, made...)
			continue
		}
		if call := c.Package(); call != nil && slices.Contains(shell.SystemManagers, call.Manager) {
			r.readInstall(call)
			continue
		}
		r.readCommand(c)
	}
}

// buildPackages are packages of distributions that only builds need, or that the images to run on have.
var buildPackages = strings.Fields(`
	git make gcc g++ musl-dev libc-dev libc6-dev build-base build-essential cmake ninja-build binutils pkg-config pkgconf ca-certificates
	bash curl wget unzip protobuf-compiler protoc protobuf protobuf-dev linux-headers mercurial bzr subversion gcc-multilib clang lld`)

func (r *reader) readInstall(call *shell.PackageCall) {
	if !call.Installs() {
		return
	}
	for _, w := range call.Packages {
		if name, _, _ := strings.Cut(w.Value, "="); !w.Literal || !slices.Contains(buildPackages, name) {
			r.doubt("whether the program needs `%s`", w.Source)
		}
	}
}

// readCommand reads a command that is no part of the toolchain.
func (r *reader) readCommand(c effects.Ran) {
	switch program := c.Program(); program {
	case "cd", "rm", "chmod", "set", "export", "true", "test", "[", "ls", "pwd", "echo":
	case "git", "wget", "curl", "tar", "unzip":
		r.doubt("whether the program reads what `%s` gets on line %d", program, c.In.Line)
	case "mkdir":
		folders, ok := c.MakesFolders()
		if !ok {
			r.doubt("whether the program needs the folder of line %d", c.In.Line)
		}
		r.folders = append(r.folders, folders...)
	case "cp", "mv":
		r.readMove(c)
	default:
		r.doubt("what `%s` on line %d leaves for the program", program, c.In.Line)
	}
}

// readMove reads where a command puts what the build made.
func (r *reader) readMove(c effects.Ran) {
	words := c.Arguments()
	if len(words) == 2 {
		from, known := r.path(c, words[0])
		to, also := r.path(c, words[1])
		if known && also && r.makes(from) {
			r.outputs = append(r.outputs, to, path.Join(to, path.Base(from)))
			return
		}
	}
	r.doubt("what `%s` on line %d leaves for the program", c.Program(), c.In.Line)
}

// path returns the absolute path of a word, with what a pattern in its last part stands for as `*`.
func (r *reader) path(c effects.Ran, w shell.Word) (name string, ok bool) {
	name, ok = c.Path(w)
	return path.Clean(name), ok && w.Literal
}

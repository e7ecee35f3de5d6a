package rules

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/drydock-dev/drydock/syntax"
)

var copyMissingSource = &Rule{
	ID:       "copy-missing-source",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a COPY of what is not in the repository",
	Doc: "The build stops at a COPY whose source is not there. Often the file was renamed or\n" +
		"moved, or is made by a command that has to run before the build.\n\n" +
		"The rule needs the repository, and is silent where none of several sources is there: then the context is somewhere else. A source that is in its root or in the Dockerfile's\n" +
		"folder counts as there, since either may be the build context, and so does one that\n" +
		"`.gitignore` names: then something makes it. Where a name is looked for with a\n" +
		"wildcard, one match is enough.",
	FixDoc: "None: which file was meant only you can say; the message names one of almost that name, where there is one.",
	Check: func(p *Pass) {
		if p.Tree == nil {
			return
		}
		beside := p.beside()
		if !beside.others && beside.dockerfiles > collection {
			return
		}
		var missing []missingSource
		there := 0
		for _, in := range p.File.Instructions {
			sources, _, ok := in.Sources()
			if !ok || in.HasFlag("from") || in.Stage == nil {
				continue
			}
			for _, s := range sources {
				name, ok := contextName(in, s)
				switch {
				case !ok:
				case p.inTree(name):
					there++
				case !p.madeBefore(name):
					missing = append(missing, missingSource{s, name})
				}
			}
		}
		if there > 0 || len(missing) == 1 && beside.others {
			for _, m := range missing {
				p.reportMissing(m)
			}
		}
	},
}

// missingSource is a source with its name below the context.
type missingSource struct {
	source syntax.Arg
	name   string
}

// contextName returns the name of a source below the build context. ok is false
// for the whole context, what is fetched, and what is not known.
func contextName(in *syntax.Instruction, source syntax.Arg) (name string, ok bool) {
	name, known := in.Stage.Expand(source.Text, in)
	if !known || strings.HasPrefix(name, "<<") || strings.Contains(name, "://") || strings.HasPrefix(name, "git@") {
		return "", false
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	return name, name != "" && name != ".git" // which is in no listing of a repository
}

// collection is how many Dockerfiles beside each other are no project's, when
// nothing else is there; looked says how many entries of a folder are looked at
// to tell.
const (
	collection = 5
	looked     = 16
)

// neighbours says what stands in a Dockerfile's folder: whether there are files
// that are no Dockerfiles, and how many that are, itself among them. A folder of
// Dockerfiles is no build context. Hidden files do not count: programs at work
// leave them for a moment.
type neighbours struct {
	others      bool
	dockerfiles int
}

func (p *Pass) beside() neighbours {
	dir := path.Dir(p.File.Path)
	return p.around.neighbours.Get(dir, func() (found neighbours) {
		entries, err := fs.ReadDir(p.Tree, dir)
		if err != nil {
			return found
		}
		for _, e := range entries[:min(looked, len(entries))] {
			switch {
			case strings.HasPrefix(e.Name(), "."):
			case syntax.IsDockerfile(e.Name()):
				found.dockerfiles++
			default:
				found.others = true
			}
		}
		return found
	})
}

func (p *Pass) reportMissing(m missingSource) {
	source, name := m.source, m.name
	message := "`" + source.Text + "` is not in the repository, so the build stops here, unless something makes it before."
	if near := p.nearest(name); near != "" {
		message += " Did you mean `" + near + "`?"
	} else {
		message += " Mend the name, or drop the copy."
	}
	p.Report(source.Span, message, nil)
}

// inTree reports whether a source, which may be a pattern, is below one of the
// folders that may be the build context: those of Compose files, the Dockerfile's, and
// those above it.
func (p *Pass) inTree(name string) bool {
	for dir := path.Dir(p.File.Path); ; dir = path.Dir(dir) {
		full := path.Join(dir, name)
		if strings.ContainsAny(name, "*?[") {
			if found, err := fs.Glob(p.Tree, full); err != nil || len(found) > 0 || strings.Contains(name, "**") {
				return true
			}
		} else if _, err := fs.Stat(p.Tree, full); !errors.Is(err, fs.ErrNotExist) {
			return true // there, or not known
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	return slices.ContainsFunc(p.runBy(), func(s builtService) bool {
		_, err := fs.Stat(p.Tree, path.Join(s.context, name))
		return err == nil
	})
}

// builtFolders are where tools put what they make: nobody has them in a
// repository, and a pipeline makes them before the build.
var builtFolders = []string{"target", "build", "dist", "out", "bin", "publish", "node_modules", "vendor", "_build", "artifacts", "obj", "release", "output", "site", "public"}

// madeBefore reports whether a source is what a tool makes or a pipeline
// fetches: a binary, a folder of build output, a model or data, or what
// .gitignore names.
func (p *Pass) madeBefore(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if slices.Contains(builtFolders, strings.ToLower(part)) {
			return true
		}
	}
	switch path.Ext(name) {
	case ".jar", ".war", ".whl", ".deb", ".rpm", ".apk", ".gz", ".tgz", ".tar", ".zip", ".xz", ".so", ".exe", ".dll", ".bin",
		".pkl", ".pt", ".pth", ".h5", ".onnx", ".ckpt", ".safetensors", ".joblib", ".model", ".csv", ".parquet", ".npy", ".npz", ".gguf", ".tflite", ".pb":
		return true
	case "":
		if !strings.Contains(path.Base(name), ".") && path.Base(name) == strings.ToLower(path.Base(name)) {
			return true // by its name a program, or a folder, that a build may make
		}
	}
	for _, root := range p.contextRoots() {
		text, err := fs.ReadFile(p.Tree, path.Join(root, ".gitignore"))
		if err != nil {
			continue
		}
		patterns, err := ignorefile.ReadAll(strings.NewReader(string(text)))
		if err != nil {
			continue
		}
		for _, pattern := range patterns {
			base, _ := path.Match(strings.Trim(pattern, "/"), path.Base(name))
			whole, _ := path.Match(strings.Trim(pattern, "/"), name)
			if base || whole || strings.HasPrefix(name, strings.Trim(pattern, "/")+"/") {
				return true
			}
		}
	}
	return false
}

// nearest returns the file beside a missing one whose name is at most two
// letters away, "" for none.
func (p *Pass) nearest(name string) string {
	for _, root := range p.contextRoots() {
		entries, err := fs.ReadDir(p.Tree, path.Join(root, path.Dir(name)))
		if err != nil {
			continue
		}
		for _, e := range entries {
			if d := levenshtein.Distance(strings.ToLower(e.Name()), strings.ToLower(path.Base(name)), nil); d <= 2 && d < len(path.Base(name))/2 {
				return path.Join(path.Dir(name), e.Name())
			}
		}
	}
	return ""
}

package rules

import (
	"errors"
	"fmt"
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
	Summary:  "a COPY of a file that isn't in the repository",
	Doc: "The build stops at a COPY whose source doesn't exist. Often the file was renamed or\n" +
		"moved, or a command has to create it before the build.\n\n" +
		"The rule needs the repository. If several sources are missing and none is there, it's\n" +
		"silent: the context is probably elsewhere. A source counts as there if it's in the root or in\n" +
		"the Dockerfile's folder, since either may be the build context. So does one that\n" +
		"`.gitignore` names, since something creates it. For a wildcard, one match is enough.",
	FixDoc: "None: only you know which file was meant. The message suggests a file with a similar name, if there is one.",
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

// missingSource is a source with its path in the build context.
type missingSource struct {
	source syntax.Arg
	name   string
}

// contextName returns the path of a source in the build context. ok is false for the whole
// context, for downloads, and if a variable isn't known.
func contextName(in *syntax.Instruction, source syntax.Arg) (name string, ok bool) {
	name, known := in.Stage.Expand(source.Text, in)
	if !known || strings.HasPrefix(name, "<<") || strings.Contains(name, "://") || strings.HasPrefix(name, "git@") {
		return "", false
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	return name, name != "" && name != ".git" // .git is never in a repository's listing
}

// A folder with more than collection Dockerfiles and no other files is a collection, not a
// project. Only its first looked entries are checked.
const (
	collection = 5
	looked     = 16
)

// neighbours describes a Dockerfile's folder: whether it has other files, and how many
// Dockerfiles, this one included. A folder with only Dockerfiles isn't a build context.
// Hidden files don't count: running programs create them for a moment.
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
	message := fmt.Sprintf("`%s` isn't in the repository, so the build stops here unless something creates it first.", source.Text)
	if near := p.nearest(name); near != "" {
		message += fmt.Sprintf(" Did you mean `%s`?", near)
	} else {
		message += " Fix the name, or drop the copy."
	}
	p.Report(source.Span, message, nil)
}

// inTree reports whether a source, which may be a pattern, exists in a folder that may be
// the build context: the Dockerfile's, those above it, and the contexts in Compose files.
func (p *Pass) inTree(name string) bool {
	for dir := path.Dir(p.File.Path); ; dir = path.Dir(dir) {
		full := path.Join(dir, name)
		if strings.ContainsAny(name, "*?[") {
			if found, err := fs.Glob(p.Tree, full); err != nil || len(found) > 0 || strings.Contains(name, "**") {
				return true
			}
		} else if _, err := fs.Stat(p.Tree, full); !errors.Is(err, fs.ErrNotExist) {
			return true // it exists, or may exist
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

// builtFolders are the folders that tools write their output to. They aren't usually in a
// repository: a pipeline creates them before the build.
var builtFolders = []string{"target", "build", "dist", "out", "bin", "publish", "node_modules", "vendor", "_build", "artifacts", "obj", "release", "output", "site", "public"}

// madeBefore reports whether a tool or a pipeline may create a source before the build: a
// binary, a folder of build output, a model or data, or anything that .gitignore names.
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
			return true // it may be a program or folder that a build creates
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

// nearest returns a file in the folder of a missing one whose name differs by at most two
// letters, or "" if there is none.
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

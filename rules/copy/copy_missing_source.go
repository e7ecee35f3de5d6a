package copy

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var MissingSource = &lint.Rule{
	ID:       "copy-missing-source",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a COPY of a file that isn't in the repository",
	Doc: "The build stops at a COPY whose source doesn't exist. Often the file was renamed or\n" +
		"moved, or a command has to create it before the build.\n\n" +
		"The rule needs the repository, and looks into the\n" +
		"[build context](../build-context.md) that it names for this Dockerfile. If it\n" +
		"names none, a source is missing only if neither the Dockerfile's folder nor one above has it.\n" +
		"If then several sources are missing and none is there, the rule is silent: the context is\n" +
		"probably elsewhere. It's also silent about a source that `.gitignore` names, since something\n" +
		"creates it, and about one that a script which builds the file names. For a wildcard, one match is\n" +
		"enough.",
	FixDoc: "None: only you know which file was meant. The message suggests a file with a similar name, if there is one.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		folders := p.Facts.PossibleFolders(p.File)
		if len(folders) == 0 {
			return
		}
		beside := p.Facts.Beside(p.File)
		if beside.IsCollection() {
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
				case inTree(p.Facts, folders, name):
					there++
				case leavesContext(s) || !madeBefore(p.Facts, folders, name) && !p.Facts.IsHandled(p.File, name):
					missing = append(missing, missingSource{s, name})
				}
			}
		}
		if there > 0 || len(missing) == 1 && beside.Others || len(p.Facts.Builds(p.File)) > 0 {
			for _, m := range missing {
				reportMissing(p, folders, m)
			}
		}
	}),
}

// missingSource is a source with its path in the build context.
type missingSource struct {
	source dockerfile.Arg
	name   string
}

// contextName returns the path of a source in the build context. ok is false for the whole
// context, for downloads, and if a variable isn't known.
func contextName(in *dockerfile.Instruction, source dockerfile.Arg) (name string, ok bool) {
	name, known := in.Stage.Expand(source.Text, in)
	if !known || strings.HasPrefix(name, "<<") || strings.Contains(name, "://") || strings.HasPrefix(name, "git@") {
		return "", false
	}
	name = strings.TrimPrefix(path.Clean("/"+name), "/")
	return name, name != "" && name != ".git" // .git is never in a repository's listing
}

// leavesContext reports whether a source, as it's written, is above the build context. BuildKit drops
// the dots.
func leavesContext(source dockerfile.Arg) bool { return strings.HasPrefix(source.Text, "../") }

func reportMissing(p *lint.DockerfilePass, folders []string, m missingSource) {
	source, name := m.source, m.name
	if leavesContext(source) {
		p.Report(source.Span, fmt.Sprintf("`%s` is outside the build context. BuildKit reads it as `%s`, which isn't there, so the build stops here. Build from a folder that has both.", source.Text, name), nil)
		return
	}
	where, advice := "the repository", "Fix the name, or drop the copy."
	if len(folders) == 1 && folders[0] != "." {
		where = fmt.Sprintf("the build context `%s`", folders[0])
	}
	if near := nearest(p.Facts, folders, name); near != "" {
		advice = fmt.Sprintf("Did you mean `%s`?", near)
	}
	p.Report(source.Span, fmt.Sprintf("`%s` isn't in %s, so the build stops here unless something creates it first. %s", source.Text, where, advice), nil)
}

// inTree reports whether a source, which may be a pattern, exists in one of the folders that may be the
// build context.
func inTree(known *facts.Facts, folders []string, name string) bool {
	return slices.ContainsFunc(folders, func(folder string) bool {
		full := path.Join(folder, name)
		if strings.ContainsAny(name, "*?[") {
			found, err := fs.Glob(known.Tree, full)
			return err != nil || len(found) > 0 || strings.Contains(name, "**")
		}
		_, err := fs.Stat(known.Tree, full)
		return !errors.Is(err, fs.ErrNotExist) // it exists, or may exist
	})
}

// builtFolders are the folders that tools write their output to. They aren't usually in a
// repository: a pipeline creates them before the build.
var builtFolders = []string{"target", "build", "dist", "out", "bin", "publish", "node_modules", "vendor", "_build", "artifacts", "obj", "release", "output", "site", "public"}

// madeBefore reports whether a tool or a pipeline may create a source before the build: a
// binary, a folder of build output, a model or data, or anything that .gitignore names.
func madeBefore(known *facts.Facts, folders []string, name string) bool {
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
	for _, root := range append([]string{"."}, folders...) {
		text, err := fs.ReadFile(known.Tree, path.Join(root, ".gitignore"))
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
func nearest(known *facts.Facts, folders []string, name string) string {
	for _, root := range folders {
		entries, err := fs.ReadDir(known.Tree, path.Join(root, path.Dir(name)))
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

package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// How often files of a build context usually change, by their names.

// changeClass orders what is copied by how often it usually changes.
type changeClass int

const (
	classManifest changeClass = iota
	classModel                // weights, data sets
	classConfig
	classCode
)

// manifestName reports whether a file belongs to a package manager, so that it
// stays with the others of its kind.
func manifestName(base string) bool {
	switch base {
	case "pyproject.toml", "README.md", "README.rst", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml",
		"npm-shrinkwrap.json", "lerna.json", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", "patches", "go.mod", "go.sum", "go.work", "vendor",
		"Gemfile", "Gemfile.lock", ".ruby-version", "packages", "node_modules":
		return true
	}
	ext := path.Ext(base)
	return strings.Contains(base, "requirements") || strings.Contains(base, "constraints") || ext == ".whl" || ext == ".tgz" || ext == ".gem"
}

// runsHooks reports whether a COPY brings a file by which an install is known
// to run code of the repository or to read more of it: then nothing can be
// moved behind it.
func runsHooks(c copied) bool {
	sources, _, _ := c.in.Sources()
	return slices.ContainsFunc(sources, func(a syntax.Arg) bool {
		switch base := path.Base(a.Text); base {
		case "setup.py", "setup.cfg", "MANIFEST.in", ".git", "scripts", "bower.json", ".bowerrc", "Gruntfile.js", "gulpfile.js", "prisma":
			return true
		default:
			return path.Ext(base) == ".gemspec"
		}
	})
}

// classify guesses from a COPY's sources how often they change; the most
// volatile source decides.
func classify(in *syntax.Instruction) changeClass {
	sources, _, _ := in.Sources()
	class := classManifest
	for _, a := range sources {
		class = max(class, classOf(strings.Trim(a.Text, `"'`)))
	}
	return class
}

func classOf(source string) changeClass {
	base := path.Base(path.Clean(source))
	switch strings.ToLower(path.Ext(base)) {
	case ".pkl", ".pickle", ".joblib", ".onnx", ".pt", ".pth", ".h5", ".hdf5", ".safetensors", ".pb", ".tflite", ".bin", ".model", ".npz", ".npy", ".csv", ".tsv", ".parquet", ".feather", ".sqlite", ".db", ".gguf", ".ckpt", ".weights":
		return classModel
	case ".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".xml", ".pem", ".crt":
		return classConfig
	}
	switch strings.ToLower(base) {
	case "model", "models", "data", "weights", "dataset", "datasets", "assets", "checkpoints", "fonts":
		return classModel
	case "config", "conf", "etc", "settings":
		return classConfig
	}
	return classCode
}

package cache

import (
	"path"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/effects"
)

// Class is a kind of file in a build context. Classes are ordered by how often the files usually
// change.
type Class int

// The classes, from the most stable to the least.
const (
	Manifest Class = iota // a package manager's manifest or lock file
	Data                  // models, data sets, fonts
	Config
	Code
	Everything // the whole build context
)

// probability is the share of builds in which a file of a class has changed. The figures are our own
// estimates. Only their order and rough size matter.
var probability = map[Class]float64{Manifest: 0.05, Data: 0.1, Config: 0.25, Code: 0.7, Everything: 0.9}

var className = map[Class]string{Manifest: "a manifest", Data: "data", Config: "configuration", Code: "code", Everything: "the whole build context"}

func (c Class) String() string { return className[c] }

// ManifestName reports whether a file belongs to a package manager. Such files stay together.
func ManifestName(base string) bool {
	switch base {
	case "pyproject.toml", "README.md", "README.rst", "package.json", "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "pnpm-workspace.yaml",
		"npm-shrinkwrap.json", "lerna.json", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", "patches", "go.mod", "go.sum", "go.work", "vendor",
		"Gemfile", "Gemfile.lock", ".ruby-version", "packages", "node_modules", "pom.xml", "Cargo.toml", "Cargo.lock", "composer.json", "composer.lock",
		"poetry.lock", "uv.lock", "Pipfile", "Pipfile.lock", "build.gradle", "settings.gradle":
		return true
	}
	ext := path.Ext(base)
	return strings.Contains(base, "requirements") || strings.Contains(base, "constraints") || ext == ".whl" || ext == ".tgz" || ext == ".gem"
}

// ClassOf guesses the class of a source from its name.
func ClassOf(source string) Class {
	base := path.Base(path.Clean(source))
	if path.Clean("/"+source) == "/" {
		return Everything
	}
	if ManifestName(base) {
		return Manifest
	}
	switch strings.ToLower(path.Ext(base)) {
	case ".pkl", ".pickle", ".joblib", ".onnx", ".pt", ".pth", ".h5", ".hdf5", ".safetensors", ".pb", ".tflite", ".bin", ".model", ".npz", ".npy", ".csv", ".tsv", ".parquet", ".feather", ".sqlite", ".db", ".gguf", ".ckpt", ".weights":
		return Data
	case ".yaml", ".yml", ".json", ".toml", ".ini", ".cfg", ".conf", ".env", ".properties", ".xml", ".pem", ".crt":
		return Config
	}
	switch strings.ToLower(base) {
	case "model", "models", "data", "weights", "dataset", "datasets", "assets", "checkpoints", "fonts":
		return Data
	case "config", "conf", "etc", "settings":
		return Config
	}
	return Code
}

// NewEachBuild matches the names of ARGs that builds usually give a new value each time: a commit, a
// date, a number of the build. A name with a prefix of its own (LIB_COMMIT) is somebody else's commit,
// and pinned.
var NewEachBuild = regexp.MustCompile(`(?i)^(?:` +
	`(?:(?:git|vcs|source|src|ci|build|head|image|docker|github|gitlab)_?)+(?:sha1?|ref|rev|hash|date|time|number|num|id)|` +
	`(?:(?:git|vcs|source|src|ci|build|head|image|docker|github|gitlab)_?)*(?:commit(?:_?(?:short_?)?(?:sha|hash|id|ref|date))?|revision|timestamp)|` +
	`(?:\w+_)?cache_?bust(?:er)?)$`)

// cost is how long an instruction of a class takes, in seconds. The figures are our own estimates.
// Measured ones replace them; see ReadCosts.
var cost = map[effects.Class]float64{
	effects.Metadata: 0, effects.Files: 0.5, effects.Other: 5, effects.Download: 10, effects.Compile: 30, effects.Language: 25, effects.System: 20,
}

// starting is how long a RUN that does almost nothing takes, in seconds.
const starting = 0.3

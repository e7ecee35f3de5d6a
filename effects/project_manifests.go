package effects

import (
	"regexp"
	"slices"

	"github.com/BurntSushi/toml"
	"golang.org/x/mod/modfile"
)

// maxManifest is the size in bytes of the longest manifest that is read for its dependencies.
const maxManifest = 256 << 10

// namesDependencies matches a pom.xml with dependencies.
var namesDependencies = regexp.MustCompile(`<dependency>`)

// pyproject is what a pyproject.toml says of dependencies.
// https://packaging.python.org/en/latest/specifications/pyproject-toml/
type pyproject struct {
	Project struct {
		Dependencies []string
		Optional     map[string][]string `toml:"optional-dependencies"`
		Dynamic      []string
	}
	Groups map[string]any `toml:"dependency-groups"`
	Tool   struct {
		Poetry struct {
			Dependencies map[string]any
			Group        map[string]any
		}
		Uv struct {
			Development []string `toml:"dev-dependencies"`
		}
	}
}

// readPyproject reads a project's pyproject.toml. ok is false if it can't be read.
func readPyproject(read Reader) (p pyproject, ok bool) {
	return p, decodeTOML(read("pyproject.toml"), &p)
}

// decodeTOML reads a manifest and reports whether it could.
func decodeTOML(text []byte, into any) bool {
	return len(text) > 0 && len(text) <= maxManifest && toml.Unmarshal(text, into) == nil
}

// dependsOnAny reports whether the project has dependencies, for programs or for its developers.
func (p pyproject) dependsOnAny() bool {
	poetry := len(p.Tool.Poetry.Dependencies)
	if p.Tool.Poetry.Dependencies["python"] != nil {
		poetry--
	}
	return len(p.Project.Dependencies)+len(p.Groups)+len(p.Tool.Poetry.Group)+len(p.Tool.Uv.Development)+poetry > 0
}

// requiresModules reports whether a go.mod names other modules.
func requiresModules(text []byte) bool {
	if len(text) == 0 || len(text) > maxManifest {
		return false
	}
	file, err := modfile.Parse("go.mod", text, nil)
	return err == nil && len(file.Require) > 0
}

// isSingleProgram reports whether a Cargo project is one program with the usual places for its files, no
// script that builds it, and dependencies none of which is in the repository.
func isSingleProgram(read Reader) bool {
	var manifest struct {
		Package                  map[string]any
		Dependencies, Workspace  map[string]any
		Lib, Bin, Patch, Replace any
		BuildDependencies        map[string]any `toml:"build-dependencies"`
		Example, Bench           any
	}
	text := read("Cargo.toml")
	if !decodeTOML(text, &manifest) || len(manifest.Dependencies) == 0 || namesPaths.Match(text) {
		return false
	}
	others := []any{manifest.Lib, manifest.Bin, manifest.Patch, manifest.Replace, manifest.Example, manifest.Bench, manifest.Package["build"]}
	return manifest.Workspace == nil && manifest.BuildDependencies == nil && !slices.ContainsFunc(others, func(v any) bool { return v != nil }) &&
		read("src/main.rs") != nil && read("src/lib.rs") == nil && read("build.rs") == nil && read("Cargo.lock") != nil
}

package effects

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// NamesMore reports whether a manifest makes an install read more of the repository than itself, its lock
// file and its workspaces' manifests: packages by path, other lists of requirements, scripts that the
// install runs. It returns true for one that can't be read.
func NamesMore(name string, text []byte) bool {
	if names, known := moreNames[path.Base(name)]; known {
		return names(text)
	}
	if lockFiles[path.Base(name)] {
		return false // it has what the manifest names
	}
	return requirementsName(text)
}

// moreNames are the manifests that aren't a list of Python requirements.
var moreNames = map[string]func(text []byte) bool{
	"package.json":        func(text []byte) bool { return packageNames(text, true) },
	"go.mod":              modulesName,
	"Gemfile":             namesGems.Match,
	"pom.xml":             namesPoms.Match,
	"composer.json":       composerNames,
	"pyproject.toml":      namesPaths.Match,
	"uv.toml":             namesPaths.Match,
	"poetry.toml":         namesPaths.Match,
	".python-version":     func([]byte) bool { return false },
	"auth.json":           func([]byte) bool { return false },
	"Pipfile":             namesPaths.Match,
	"environment.yml":     namesConda.Match,
	"environment.yaml":    namesConda.Match,
	"pnpm-workspace.yaml": namesPatches.Match,
	".npmrc":              namesFiles.Match,
	".yarnrc":             namesFiles.Match,
	".yarnrc.yml":         namesPlugins.Match,
	".pnpmfile.cjs":       func([]byte) bool { return true }, // a program
}

var lockFiles = map[string]bool{
	"package-lock.json": true, "npm-shrinkwrap.json": true, "yarn.lock": true, "pnpm-lock.yaml": true, "go.sum": true, "Gemfile.lock": true,
	"poetry.lock": true, "uv.lock": true, "Pipfile.lock": true, "composer.lock": true, "symfony.lock": true,
}

var (
	// namesPaths matches packages by path in TOML, and members of a workspace.
	namesPaths = regexp.MustCompile(`\bpath\s*=|\bfile:|\bworkspace\s*=|\[tool\.uv\.workspace\]`)
	// namesPatches matches what makes pnpm read files that a workspace's file names.
	namesPatches = regexp.MustCompile(`(?m)^\s*(?:patchedDependencies|configDependencies)\s*:|\b(?:file|link):`)
	// namesFiles matches settings of npm and yarn whose value is a file.
	namesFiles = regexp.MustCompile(`(?m)^\s*(?:cafile|certfile|keyfile|userconfig|globalconfig|init-module|node-options|pnpmfile|global-pnpmfile)\s*[=\s]`)
	// namesPlugins matches what makes yarn run files outside .yarn.
	namesPlugins = regexp.MustCompile(`(?m)^\s*(?:-\s*path|yarnPath|httpsCaFilePath)\s*:\s*["']?(?:\./)?[^.\s"']`)
)

// hookScripts are the scripts of a package.json that an install runs.
// https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-operation-order
var hookScripts = []string{"preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare", "pnpm:devPreinstall", "dependencies"}

// packageNames reports whether a package.json names packages by path or patches, or, if they run, has
// scripts that an install runs.
func packageNames(text []byte, scripts bool) bool {
	var manifest map[string]any
	if json.Unmarshal(text, &manifest) != nil {
		return true
	}
	if hooks, ok := manifest["scripts"].(map[string]any); ok && scripts && slices.ContainsFunc(hookScripts, func(name string) bool { return hooks[name] != nil }) {
		return true
	}
	if manifest["patchedDependencies"] != nil { // bun's
		return true
	}
	if settings, ok := manifest["pnpm"].(map[string]any); ok && (settings["patchedDependencies"] != nil || namesPath(settings["overrides"], 0)) {
		return true
	}
	for _, key := range []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "resolutions", "overrides"} {
		if namesPath(manifest[key], 0) {
			return true
		}
	}
	return manifest["workspaces"] == nil && strings.Contains(string(text), `"workspace:`)
}

// localVersions are how a version begins that is a place in the repository.
var localVersions = []string{"file:", "link:", "portal:", "patch:", "exec:", "./", "../", "/", "~/"}

// namesPath reports whether a version below a value is a place in the repository.
func namesPath(value any, depth int) bool {
	switch v := value.(type) {
	case string:
		return slices.ContainsFunc(localVersions, func(start string) bool { return strings.HasPrefix(v, start) })
	case map[string]any:
		for _, inner := range v {
			if depth > 10 || namesPath(inner, depth+1) {
				return true
			}
		}
	}
	return false
}

// modulesName reports whether a go.mod replaces a module by a folder.
func modulesName(text []byte) bool {
	file, err := modfile.Parse("go.mod", text, nil)
	return err != nil || slices.ContainsFunc(file.Replace, func(r *modfile.Replace) bool { return modfile.IsDirectoryPath(r.New.Path) })
}

// requirementsName reports whether a list of Python requirements names other files: a list, a package by
// path, a folder of packages.
func requirementsName(text []byte) bool {
	lists, more := requirementsIn(text)
	return more || len(lists) > 0
}

// Lists returns the lists of requirements that one includes, relative to the build context as its own name
// is. more is true if an install reads other files of the repository as well: see [NamesMore].
func Lists(name string, text []byte) (lists []string, more bool) {
	if _, known := moreNames[path.Base(name)]; known || lockFiles[path.Base(name)] {
		return nil, NamesMore(name, text)
	}
	lists, more = requirementsIn(text)
	for i, list := range lists {
		lists[i] = path.Join(path.Dir(name), list)
	}
	return lists, more
}

// requirementsIn returns the lists that a list of Python requirements includes, and whether it names other
// files as well. https://pip.pypa.io/en/stable/reference/requirements-file-format/
func requirementsIn(text []byte) (lists []string, more bool) {
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		line, _, _ = strings.Cut(line, " #")
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.HasPrefix(line, "-") {
			option, value, _ := strings.Cut(strings.ReplaceAll(line, "=", " "), " ")
			switch value = strings.TrimSpace(value); {
			case slices.Contains([]string{"-r", "-c", "--requirement", "--constraint"}, option) && plainName.MatchString(value):
				lists = append(lists, value)
			case namesFile(option) && !strings.Contains(value, "://"), strings.Contains(value, "file:"):
				return nil, true
			}
			continue
		}
		name, _, _ := strings.Cut(line, ";")
		if _, place, direct := strings.Cut(name, "@"); direct {
			name = strings.TrimSpace(place)
		}
		switch name, _, _ := strings.Cut(strings.TrimSpace(name), " "); {
		case strings.HasPrefix(name, "file:"):
			return nil, true
		case strings.Contains(name, "://"):
		case strings.Contains(name, "/"), strings.HasPrefix(name, "."), slices.Contains(packageFiles, path.Ext(name)):
			return nil, true
		}
	}
	return lists, false
}

// plainName matches the name of a list in the repository.
var plainName = regexp.MustCompile(`^[\w.][\w./-]*$`)

// namesFile reports whether an option of a requirements file takes a file or folder, as in `-r x` or `-rx`.
func namesFile(option string) bool {
	short := option[:min(2, len(option))]
	return slices.Contains([]string{"-e", "-r", "-c", "-f"}, short) ||
		slices.Contains([]string{"--editable", "--requirement", "--constraint", "--find-links"}, option)
}

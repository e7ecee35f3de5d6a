package effects

import (
	"bytes"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// DevDependencies are what a project's manifest says of dependencies that only its developers need.
type DevDependencies struct {
	// Names are the packages, or, with Groups, the groups of packages.
	Names  []string
	Groups bool
	// Hooks is true where an install runs code of the project, or installs more projects than this one.
	Hooks bool
	// Scripts are the project's scripts by name, and Kept what else it depends on.
	Scripts map[string]string
	Kept    []string
	// Large is true if one of them is known to take 20 MB or more with what it needs.
	Large bool
}

// largeTools matches the names of tools that take 20 MB or more with what they need, from what their
// registries say of their packages.
var largeTools = regexp.MustCompile(`(?:^|["'\s/@])(?:typescript|webpack|vite|vitest|jest|eslint|cypress|puppeteer|playwright|electron|parcel|rollup|gulp|nx|turbo|storybook|react-scripts|@?babel/core|@angular/cli|@vue/cli-service|@nestjs/cli|@swc/core|esbuild|next|mypy|ruff|jupyter|jupyterlab|notebook|ipython|pylint|selenium|sphinx|torch|pandas|phpstan/phpstan|vimeo/psalm|phpunit/phpunit|laravel/sail)(?:["'\s<>=~^\[;,]|$)`)

// NodeDevDependencies reads a package.json. It returns nil for one that can't be read.
func NodeDevDependencies(text []byte) *DevDependencies {
	var m struct {
		Scripts      map[string]string `json:"scripts"`
		Dev          map[string]string `json:"devDependencies"`
		Dependencies map[string]string `json:"dependencies"`
		Workspaces   json.RawMessage   `json:"workspaces"`
		Gypfile      bool              `json:"gypfile"`
		Manager      string            `json:"packageManager"`
	}
	if json.Unmarshal(text, &m) != nil {
		return nil
	}
	modern := strings.HasPrefix(m.Manager, "yarn@") && !strings.HasPrefix(m.Manager, "yarn@1.") // has other options
	d := &DevDependencies{Hooks: m.Workspaces != nil || m.Gypfile || modern, Scripts: m.Scripts, Kept: slices.Sorted(maps.Keys(m.Dependencies))}
	for _, name := range slices.Sorted(maps.Keys(m.Dev)) {
		if m.Dependencies[name] == "" {
			d.Names = append(d.Names, name)
			d.Large = d.Large || largeTools.MatchString(name)
		}
	}
	d.Hooks = d.Hooks || slices.ContainsFunc(hookScripts, func(name string) bool { return m.Scripts[name] != "" })
	return d
}

// PHPDevDependencies reads a composer.json. It returns nil for one that can't be read.
func PHPDevDependencies(text []byte) *DevDependencies {
	var m struct {
		Scripts map[string]any    `json:"scripts"`
		Dev     map[string]string `json:"require-dev"`
		Require map[string]string `json:"require"`
	}
	if json.Unmarshal(text, &m) != nil {
		return nil
	}
	d := &DevDependencies{Names: slices.Sorted(maps.Keys(m.Dev)), Kept: slices.Sorted(maps.Keys(m.Require))}
	d.Large = slices.ContainsFunc(d.Names, largeTools.MatchString)
	for event := range m.Scripts { // https://getcomposer.org/doc/articles/scripts.md#event-names
		d.Hooks = d.Hooks || strings.HasPrefix(event, "pre-") || strings.HasPrefix(event, "post-")
	}
	return d
}

// What installs a group of dependencies for developers by default, in a pyproject.toml: PEP 735's for uv,
// and poetry's own.
var (
	uvGroup     = regexp.MustCompile(`(?m)^\[dependency-groups\]\s*(?:#.*)?\n(?:[^\[\n].*\n|\n|[ \t].*\n)*?dev\s*=|^\[tool\.uv\]\s*\n(?:[^\[\n].*\n|\n)*?dev-dependencies\s*=`)
	uvDefaults  = regexp.MustCompile(`(?m)^\s*default-groups\s*=`)
	poetryGroup = regexp.MustCompile(`(?m)^\[tool\.poetry\.(?:group\.dev\.dependencies|dev-dependencies)\]`)
)

// UVDevDependencies reads a pyproject.toml as uv does.
func UVDevDependencies(text []byte) *DevDependencies {
	if !uvGroup.Match(text) || uvDefaults.Match(text) {
		return &DevDependencies{}
	}
	return &DevDependencies{Names: []string{"dev"}, Groups: true, Large: largeTools.Match(groupBelow(text, uvGroup))}
}

// groupBelow returns the text of a group from its heading to the next heading.
func groupBelow(text []byte, heading *regexp.Regexp) []byte {
	at := heading.FindIndex(text)
	if at == nil {
		return nil
	}
	group := text[at[0]:]
	if next := bytes.Index(group[1:], []byte("\n[")); next >= 0 {
		group = group[:next+1]
	}
	return group
}

// PoetryDevDependencies reads a pyproject.toml as poetry does.
func PoetryDevDependencies(text []byte) *DevDependencies {
	if !poetryGroup.Match(text) {
		return &DevDependencies{}
	}
	return &DevDependencies{Names: []string{"dev"}, Groups: true, Large: largeTools.Match(groupBelow(text, poetryGroup))}
}

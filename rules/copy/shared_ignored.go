package copy

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// unwanted is a name in a build context that no image needs.
type unwanted struct {
	name string
	// everywhere: below other folders, too.
	everywhere bool
	// made are the package managers that make it again in the build: without a call of one, what lies in
	// the context may be the only one.
	made []string
	// read are the package managers that read it.
	read []string
}

var (
	nodeManagers   = []string{"npm", "yarn", "pnpm", "bun"}
	pythonManagers = []string{"pip", "uv", "poetry", "pdm", "pipenv"}
)

// unwantedNames lists them, the most harmful first.
var unwantedNames = []unwanted{
	{name: ".env"},
	{name: ".git"},
	{name: "node_modules", everywhere: true, made: nodeManagers},
	{name: ".venv", made: pythonManagers},
	{name: "venv", made: pythonManagers},
	{name: "__pycache__", everywhere: true},
	{name: ".terraform"}, {name: ".aws"}, {name: ".ssh"}, {name: "id_rsa"}, {name: "id_ed25519"},
	{name: ".npmrc", read: nodeManagers},
	{name: ".pypirc"}, {name: "secrets"},
	{name: ".next", made: nodeManagers},
	{name: "target", made: []string{"cargo", "mvn"}},
	{name: ".gradle", made: []string{"gradle"}},
	{name: ".tox"}, {name: ".mypy_cache", everywhere: true}, {name: ".pytest_cache", everywhere: true},
}

// notForImages returns the unwanted names that every build context of a Dockerfile has, without those
// that its build uses.
func notForImages(known *facts.Facts, file *dockerfile.File) (found []string) {
	for _, u := range unwantedNames {
		if known.InContext(file, u.name) && !u.used(known, file) {
			found = append(found, u.name)
		}
	}
	return found
}

// used reports whether the build uses a name: an instruction names it, or a tool needs it. What the build
// makes itself has to be copied by name to count.
func (u unwanted) used(known *facts.Facts, file *dockerfile.File) bool {
	made := u.made != nil && installs(file, u.made)
	for in := range file.Triggered() {
		if made && in.Name != "COPY" && in.Name != "ADD" {
			continue
		}
		for word := range in.Words() {
			if slices.Contains(strings.Split(strings.Trim(word, `"'`), "/"), u.name) {
				return true
			}
		}
	}
	if u.name == ".git" {
		return asksGit(known, file)
	}
	return u.made != nil && !made || u.read != nil && installs(file, u.read)
}

// installs reports whether a RUN calls one of some package managers.
func installs(file *dockerfile.File, managers []string) (found bool) {
	file.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
		found = found || call.Installs() || call.Fills()
	}, managers...)
	return found
}

// gitVersion matches what build files name that take the version from git's history.
var gitVersion = regexp.MustCompile(`\bgit (?:describe|rev-parse|rev-list|log|show)\b|setuptools[-_]scm|hatch-vcs|versioneer|versioningit|dynamic-versioning|\bpbr\b|git-commit-id|\bvergen\b|git-version`)

// asksGit reports whether the build reads git's history: a RUN calls git for it, or a build file does.
func asksGit(known *facts.Facts, file *dockerfile.File) (asks bool) {
	file.RunCommands(func(_ *dockerfile.Instruction, c *shell.Command) {
		words := c.Values()
		asks = asks || c.Program() == "git" && !slices.Contains(words, "clone") && !slices.Contains(words, "config")
	})
	for _, name := range []string{"Makefile", "pyproject.toml", "setup.py", "setup.cfg", "package.json", "build.gradle", "build.gradle.kts", "pom.xml", "Cargo.toml"} {
		asks = asks || gitVersion.Match(known.ReadInContext(file, name))
	}
	return asks
}

// ignoredLines returns the lines that leave out names, and those that will lie there sooner or later.
func ignoredLines(known *facts.Facts, file *dockerfile.File, names []string) (lines []string) {
	for _, u := range unwantedNames {
		usual := u.name == ".git" || u.everywhere && (u.made != nil && installs(file, u.made) || u.made == nil && installs(file, pythonManagers))
		if slices.Contains(names, u.name) || usual && !u.used(known, file) {
			lines = append(lines, u.pattern())
		}
	}
	return append(lines, "**/*.log", "Dockerfile*")
}

// pattern returns the line that excludes a name.
func (u unwanted) pattern() string {
	if u.everywhere {
		return "**/" + u.name
	}
	return u.name
}

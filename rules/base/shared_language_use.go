package base

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// languageUse says which language a stage installs, and how.
type languageUse struct {
	language string
	version  string // from the package names; "" if they have none
	packages bool   // it installs the language's package manager
	runtime  bool   // only the runtime is installed
	installs []languageInstall
}

// languageInstall is one install, with its packages that an official image already includes.
type languageInstall struct {
	in      *dockerfile.Instruction
	call    *shell.PackageCall
	carried []shell.Word
}

// languageUseOf returns what a stage installs for its one language. ok is false if it
// installs none or several, or sets one up by other means than an install.
func languageUseOf(stage *dockerfile.Stage) (use languageUse, ok bool) {
	use.runtime = true
	ok = true
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		s := in.Script()
		if s == nil || s.Tree == nil || in.HasWord(packageSettings) {
			return use, false
		}
		for _, call := range s.PackageCalls(shell.SystemManagers...) {
			if call.Installs() {
				ok = ok && use.add(in, call)
			}
		}
		for _, c := range s.Commands {
			switch c.Program() {
			case "add-apt-repository", "apt-add-repository", "apt-key", "update-alternatives", "alternatives", "pyenv", "nvm", "rbenv", "conda",
				"locale-gen", "update-locale", "lsb_release", "service", "systemctl":
				return use, false // more package sources, or tools that a slim image lacks
			}
		}
	}
	return use, ok && use.language != ""
}

// add records an install. It returns false if the install rules the stage out.
func (u *languageUse) add(in *dockerfile.Instruction, call *shell.PackageCall) bool {
	install := languageInstall{in: in, call: call}
	for _, w := range call.Packages {
		if !w.Literal {
			return false // it's unknown what this installs
		}
		l, version, ok := packageLanguage(w.Value)
		if !ok {
			if languageModule(w.Value) {
				return false
			}
			continue
		}
		if strings.Contains(w.Value, "=") || u.language != "" && u.language != l.language || w.Value == "python" {
			return false
		}
		u.language = l.language
		u.packages = u.packages || packageManager.MatchString(w.Value)
		u.runtime = u.runtime && l.runtime
		if version != "" && version != "3" {
			if version = dottedVersion(l.language, version); u.version != "" && u.version != version {
				return false
			}
			u.version = version
		}
		install.carried = append(install.carried, w)
	}
	if len(install.carried) > 0 {
		u.installs = append(u.installs, install)
	}
	return true
}

// languageModule reports whether a package is a distribution's build of a language module.
// The interpreter of an official image wouldn't find it.
func languageModule(name string) bool {
	for _, prefix := range []string{"python", "py3-", "php", "ruby-", "node-", "nodejs-", "lib32python", "libpython", "libapache2-mod", "uwsgi-plugin", "golang-github", "maven", "gradle", "ant", "sbt", "leiningen", "tomcat", "yarn"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// gains reports whether the official image is known to be worth it: a Go toolchain or a Java runtime of
// a chosen version, or the language with its package manager. Debian's `python3` alone is smaller than
// what the official image adds.
func (u *languageUse) gains(stage *dockerfile.Stage) bool {
	if u.packages || u.language == "go" || u.language == "java" {
		return true
	}
	return slices.ContainsFunc(stage.Instructions, func(in *dockerfile.Instruction) bool {
		return in.Name == "RUN" && len(in.Script().PackageCalls(languageManagers[u.language]...)) > 0
	})
}

// languageManagers are the package managers of languages.
var languageManagers = map[string][]string{
	"python": {"pip", "uv", "poetry", "pipx"}, "node": {"npm", "yarn", "pnpm"}, "ruby": {"gem", "bundle"}, "php": {"composer"},
}

// packageManager matches the distribution packages of languages' package managers.
var packageManager = regexp.MustCompile(`^(?:py(?:thon)?3?[\d.]*-pip|npm|nodejs-npm|ruby-bundler|bundler|composer)$`)

// runsLanguage reports whether the stage exists to run the language: its container starts
// the language's program, or its RUNs install the language's packages.
func runsLanguage(stage *dockerfile.Stage, language string) bool {
	programs := map[string][]string{
		"python": {"python", "python3", "gunicorn", "uvicorn", "flask", "celery", "streamlit", "pip", "pip3"},
		"node":   {"node", "nodejs", "npm", "npx", "yarn"},
		"go":     {"go"},
		"java":   {"java"},
		"ruby":   {"ruby", "bundle", "rails", "rackup", "puma", "unicorn"},
		"php":    {"php"},
	}[language]
	for _, name := range []string{"CMD", "ENTRYPOINT"} {
		if in := stage.Last(name); in != nil && slices.Contains(programs, dockerfile.StartedProgram(in)) {
			return true
		}
	}
	// A stage that starts another program needs the language only for that.
	if stage.Last("CMD") != nil || stage.Last("ENTRYPOINT") != nil {
		return false
	}
	if !stage.Final || language == "go" {
		for _, in := range stage.Instructions {
			if len(effects.DependencyInstalls(in)) > 0 {
				return true
			}
		}
	}
	return false
}

// usesDistributionPaths reports whether a stage names paths that only the distribution's
// package of the language has.
func usesDistributionPaths(stage *dockerfile.Stage, language string) bool {
	paths := map[string][]string{
		"python": {"/usr/bin/python", "/usr/bin/pip", "/usr/lib/python", "dist-packages", "/usr/share/python", "--break-system-packages", "EXTERNALLY-MANAGED", "get-pip.py"},
		"node":   {"/usr/bin/node", "/usr/lib/node", "/usr/share/node", "nodesource", "/usr/bin/npm"},
		"go":     {"/usr/lib/go", "/usr/bin/go", "/usr/share/go"},
		"java":   {"/usr/lib/jvm", "/usr/bin/java", "/etc/java"},
		"ruby":   {"/usr/bin/ruby", "/var/lib/gems", "/usr/lib/ruby"},
		"php":    {"/etc/php", "/usr/bin/php", "/usr/lib/php", "phpenmod"},
	}[language]
	for _, in := range stage.Instructions {
		for word := range in.Words() {
			if slices.ContainsFunc(paths, func(path string) bool { return strings.Contains(word, path) }) {
				return true
			}
		}
	}
	return false
}

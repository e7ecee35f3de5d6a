package run

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var DevDependencies = &lint.Rule{
	ID:       "run-dev-dependencies",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "dependencies that only developers need are in the final image",
	Doc: "Compilers, linters and test runners of a project are often larger than all that its program\n" +
		"loads. In the final image they are more to pull and to patch. Each package manager can leave\n" +
		"them out: `npm ci --omit=dev`, `yarn install --production`, `pnpm install --prod`, `composer\n" +
		"install --no-dev`, `uv sync --no-dev`, `poetry install --without dev`.\n\n" +
		"This rule reads the project's manifest from the repository. It reports an install of the final\n" +
		"image only if nothing is seen to need them: no step below builds or tests anything, the\n" +
		"install runs no scripts of the project, and what the container starts is the program itself\n" +
		"or a script of `package.json` that does. If the program's own files name one of them, nothing\n" +
		"is said.\n\n" +
		"Everyone is told where one of them is known to be large, such as TypeScript or a bundler. The\n" +
		"rest is reported in the strict profile.",
	FixDoc: "Adds the option that leaves them out. Check that the program loads none of them.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if p.Facts.Tree == nil {
			return
		}
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			m := devManagers[call.Manager]
			if !dockerfile.StartsFrom(p.File.FinalStage(), in.Stage) || in.IsTrigger() || !m.installsAll(in, call) {
				return
			}
			text := func(name string) []byte { return p.Facts.TextAt(in, path.Join("/", effects.InstallFolder(in), name)) }
			if slices.ContainsFunc(m.settings, func(name string) bool { return text(name) != nil }) {
				return
			}
			if dev := m.read(text(m.manifest)); dev != nil && len(dev.Names) > 0 && !dev.Hooks && nothingNeeds(p, in, call, dev) {
				reportDev(p, in, call, m, dev)
			}
		}, "npm", "yarn", "pnpm", "composer", "uv", "poetry")
	}),
}

// reportDev reports an install of dependencies that nothing needs.
func reportDev(p *lint.DockerfilePass, in *dockerfile.Instruction, call *shell.PackageCall, m devManager, dev *effects.DevDependencies) {
	what := listed(dev.Names)
	if dev.Groups {
		what = "the group " + what
	}
	option := m.option
	if major, _, _ := strings.Cut(p.Facts.Base(in.Stage).Tag, "."); call.Manager == "npm" && slices.Contains([]string{"8", "10", "12", "14"}, strings.SplitN(major, "-", 2)[0]) {
		option = "--production" // npm 6 knows no --omit
	}
	at, verb := call.VerbWord.Span.End, call.VerbWord.Value
	if verb == "" { // yarn alone
		at, verb = call.Command.Words[0].Span.End, "yarn"
	}
	report := p.ReportStrict
	if dev.Large {
		report = p.Report
	}
	report(call.Command.Span, fmt.Sprintf("This also installs what only developers need: %s. Add `%s`.", what, option), &lint.Fix{
		Safety: lint.Review, Note: fmt.Sprintf("Check that the program loads nothing of %s.", what),
		Edits: []lint.Edit{edit.Insert(at, " "+option)},
		Calls: lint.RewritesWords(call.Command.Program(), verb, verb+" "+option),
	})
}

// devManager is how a package manager leaves out what only developers need.
type devManager struct {
	manifest string
	read     func(text []byte) *effects.DevDependencies // of the manifest; nil for one that can't be read
	verbs    []string
	option   string   // leaves them out
	chosen   []string // options that say which dependencies or which project, one way or the other
	vars     []string // variables that may say so too
	settings []string // files that may say so too
}

var nodeVars = []string{"NODE_ENV", "NPM_CONFIG_PRODUCTION", "npm_config_production", "NPM_CONFIG_OMIT", "npm_config_omit", "NPM_CONFIG_ONLY", "npm_config_only", "YARN_PRODUCTION"}

var devManagers = map[string]devManager{
	"npm": {
		manifest: "package.json", read: effects.NodeDevDependencies, verbs: []string{"install", "ci"}, option: "--omit=dev", vars: nodeVars, settings: []string{".npmrc"},
		chosen: []string{"--omit", "--include", "--only", "--also", "--production", "--prod", "--dev", "-g", "--global", "--prefix", "-C", "-w", "--workspace", "--workspaces", "--package-lock-only"},
	},
	"yarn": {
		manifest: "package.json", read: effects.NodeDevDependencies, verbs: []string{"install", ""}, option: "--production", vars: nodeVars, settings: []string{".yarnrc", ".yarnrc.yml", ".npmrc"},
		chosen: []string{"--production", "--prod", "--cwd", "--immutable", "--focus", "--modules-folder", "--version", "-v", "--help", "-h"},
	},
	"pnpm": {
		manifest: "package.json", read: effects.NodeDevDependencies, verbs: []string{"install"}, option: "--prod", vars: nodeVars, settings: []string{".npmrc", "pnpm-workspace.yaml", ".pnpmfile.cjs"},
		chosen: []string{"--prod", "-P", "--production", "--dev", "-D", "--prefix", "-C", "--dir", "--filter", "-F", "--filter-prod", "-r", "--recursive", "-w", "--workspace-root", "--lockfile-only"},
	},
	"composer": {
		manifest: "composer.json", read: effects.PHPDevDependencies, verbs: []string{"install"}, option: "--no-dev", vars: []string{"COMPOSER_NO_DEV", "COMPOSER"},
		chosen: []string{"--no-dev", "--dev", "-d", "--working-dir", "--dry-run"},
	},
	"uv": {
		manifest: "pyproject.toml", read: effects.UVDevDependencies, verbs: []string{"sync"}, option: "--no-dev", vars: []string{"UV_NO_DEV", "UV_NO_DEFAULT_GROUPS"},
		chosen: []string{"--no-dev", "--dev", "--only-dev", "--no-default-groups", "--group", "--only-group", "--no-group", "--all-groups", "--directory", "--project", "--package", "--all-packages", "--script"},
	},
	"poetry": {
		manifest: "pyproject.toml", read: effects.PoetryDevDependencies, verbs: []string{"install", "sync"}, option: "--without dev", vars: []string{"POETRY_INSTALLER_WITHOUT"},
		chosen: []string{"--without", "--with", "--only", "--no-dev", "--dev-only", "--only-root", "--all-groups", "-C", "--directory", "-P", "--project", "--dry-run"},
	},
}

// installsAll reports whether a call installs all dependencies of the project in its folder.
func (m *devManager) installsAll(in *dockerfile.Instruction, call *shell.PackageCall) bool {
	if !slices.Contains(m.verbs, call.Verb) || len(call.Packages) > 0 || call.Has(m.chosen...) || !call.Literal() || len(call.Command.Assigns) > 0 || call.Command.Place.Optional() {
		return false
	}
	for _, name := range m.vars {
		if in.Stage.Defined(name, in) && (name != "NODE_ENV" || isProduction(in)) {
			return false
		}
	}
	return !slices.ContainsFunc(in.Script().Variables(), func(v shell.Variable) bool { return slices.Contains(m.vars, v.Name) })
}

// isProduction reports whether NODE_ENV may be production in a RUN.
func isProduction(in *dockerfile.Instruction) bool {
	value, known := in.Stage.Var("NODE_ENV", in)
	return !known || value == "production"
}

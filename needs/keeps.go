package needs

import (
	"fmt"
	"path"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// rootsHome returns what the stage's RUNs keep in root's home, or name there.
func (p *Program) rootsHome() string {
	if p.homeMoves() {
		return "" // to a folder that the user gets
	}
	for _, c := range p.commands {
		if user := c.In.Before.User; user != "" && user != "root" && user != "0" {
			continue
		}
		if tool, variable := p.keeps(c); tool != "" {
			where := ""
			if variable != "" {
				where = fmt.Sprintf(", for example by `%s`", variable)
			}
			return fmt.Sprintf("`%s` keeps its files in root's home, which other users can't read: decide where they go%s", tool, where)
		}
	}
	for in := range p.instructions() {
		if p.namesRootsHome(in) {
			return fmt.Sprintf("line %d uses root's home, which other users can't read: decide where these files go", in.Line)
		}
	}
	return ""
}

// homeMoves reports whether an ENV sets HOME to a folder that isn't root's.
func (p *Program) homeMoves() bool {
	home, known := p.stage.Var("HOME", p.end())
	return known && !inRootsHome(home)
}

// keeps returns the tool whose files a command keeps in root's home, and a variable that would move
// them. It returns "" if it keeps none there.
func (p *Program) keeps(c effects.Ran) (tool, variable string) {
	words := called(c.Values())
	for _, k := range keepers {
		if matches(words, strings.Fields(k.call)) && p.staysHome(c, k) {
			first, _, _ := strings.Cut(k.moves, " ")
			return k.call, first
		}
	}
	if call := c.Package(); call != nil && call.Manager == "pip" && call.Has("--user") && !p.isMoved(c, "PYTHONUSERBASE") {
		return "pip install --user", "PYTHONUSERBASE"
	}
	for _, find := range []func(effects.Ran, []string) (tool, variable string){p.installer, p.environment, p.managedPython, p.pythonText, p.browser} {
		if tool, variable := find(c, words); tool != "" {
			return tool, variable
		}
	}
	return "", ""
}

// runners run the program that their words name: what is behind them counts.
var runners = []string{"npx", "bunx", "uvx", "pnpm exec", "pnpm dlx", "yarn dlx", "yarn exec", "yarn run", "yarn", "npm exec", "npm run", "poetry run", "uv run", "pipenv run", "pdm run", "rye run", "hatch run", "conda run", "micromamba run", "xvfb-run", "bundle exec", "kubectl", "npm x"}

// called returns the words of a command without runners, `python -m`, and options in between.
func called(words []string) []string {
	if len(words) > 0 {
		words = slices.Clone(words)
		words[0] = path.Base(words[0])
	}
	for depth := 0; depth < 3 && len(words) > 1; depth++ {
		rest := words
		if isPython(words[0]) && words[1] == "-m" {
			rest = words[2:]
		} else if i := slices.IndexFunc(runners, func(r string) bool { return matches(words, strings.Fields(r)) }); i >= 0 {
			rest = words[len(strings.Fields(runners[i])):]
			for len(rest) > 0 && strings.HasPrefix(rest[0], "-") {
				valued := slices.Contains([]string{"-n", "-p", "-w", "--with", "--extra", "--package", "--name", "--prefix", "--python"}, rest[0])
				rest = rest[1:]
				if valued && len(rest) > 0 {
					rest = rest[1:]
				}
			}
		}
		if len(rest) == len(words) || len(rest) == 0 {
			break
		}
		words = slices.Clone(rest)
		words[0], _, _ = strings.Cut(words[0], "@")
		if words[0] == "" { // a scope: @puppeteer/browsers@2
			words[0] = rest[0]
			if i := strings.LastIndexByte(words[0], '@'); i > 0 {
				words[0] = words[0][:i]
			}
		}
	}
	return words
}

func isPython(program string) bool {
	return strings.HasPrefix(program, "python") && strings.Trim(program[len("python"):], "0123456789.") == "" || program == "py" || program == "pypy3"
}

// matches reports whether the words are a call: its program first, then its other words in their
// order with any options between them, and its options anywhere.
func matches(words, call []string) bool {
	if len(words) == 0 || words[0] != call[0] {
		return false
	}
	rest := words[1:]
	for _, want := range call[1:] {
		if strings.HasPrefix(want, "-") {
			if !slices.Contains(rest, want) {
				return false
			}
			continue
		}
		i := slices.IndexFunc(rest, func(w string) bool { return !strings.HasPrefix(w, "-") })
		if i < 0 || rest[i] != want {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}

// staysHome reports whether nothing moves what a call keeps, and the program may need it.
func (p *Program) staysHome(c effects.Ran, k keeper) bool {
	for _, o := range strings.Fields(k.options) {
		if slices.ContainsFunc(c.Values(), func(w string) bool { name, _, _ := strings.Cut(w, "="); return name == o }) {
			return false
		}
	}
	if k.started != "" && !slices.ContainsFunc(p.starts, func(s start) bool { return slices.Contains(strings.Fields(k.started), s.program()) }) {
		return false
	}
	switch language := p.base.Language; k.call {
	case "cargo install", "cargo build", "rustup default", "rustup toolchain install":
		if language == "rust" {
			return false // the image sets CARGO_HOME and RUSTUP_HOME
		}
	case "go install":
		if language == "go" {
			return false // the image sets GOPATH
		}
	case "composer global require":
		if p.base.Repository == "composer" {
			return false // the image sets COMPOSER_HOME
		}
	}
	return !p.isMoved(c, k.moves)
}

// isMoved reports whether one of the variables (separated by blanks) names a place outside root's home
// for a command: by ENV, in front of the command, or by an export in the script.
func (p *Program) isMoved(c effects.Ran, variables string) bool {
	for _, name := range strings.Fields(variables) {
		if p.stage.Defined(name, c.In) {
			value, known := p.stage.Var(name, c.In)
			return !known || !inRootsHome(value)
		}
		for _, w := range c.Assigns {
			if value, set := strings.CutPrefix(w.Value, name+"="); set && !inRootsHome(value) {
				return true
			}
		}
		if exports(c.Script, name) {
			return true
		}
	}
	return false
}

// exports reports whether a script exports a variable with a place outside root's home.
func exports(s *shell.Script, name string) (found bool) {
	if s.Tree == nil {
		return false
	}
	sh.Walk(s.Tree, func(n sh.Node) bool {
		if d, ok := n.(*sh.DeclClause); ok && d.Variant.Value == "export" {
			for _, a := range d.Args {
				if a.Name != nil && a.Name.Value == name && a.Value != nil {
					value := string(s.Text[a.Value.Pos().Offset():a.Value.End().Offset()])
					found = found || !inRootsHome(strings.Trim(value, `"'`))
				}
			}
		}
		return !found
	})
	return found
}

// installer returns the tool whose installer a command downloads.
func (p *Program) installer(c effects.Ran, _ []string) (tool, variable string) {
	if program := c.Program(); program != "curl" && program != "wget" && program != "source" && program != "." {
		return "", ""
	}
	for _, w := range c.Words[1:] {
		address := strings.Trim(textOf(w), `"`)
		if !strings.Contains(address, "://") && !strings.Contains(address, ".") {
			continue
		}
		for _, i := range installers {
			// The script may be given options later in the pipe: sh -s -- --install-dir /opt.
			if strings.Contains(address, i.address) && !p.isMoved(c, i.moves) && !p.setsInScript(c, i.moves) {
				first, _, _ := strings.Cut(i.moves, " ")
				return "the installer of " + i.tool, first
			}
		}
	}
	return "", ""
}

// setsInScript reports whether another command of the pipe sets one of the variables: `| NVM_DIR=/opt
// bash`, `| env POETRY_HOME=/opt python3 -`.
func (p *Program) setsInScript(c effects.Ran, variables string) bool {
	for _, other := range c.Script.AllCommands() {
		for _, w := range other.Assigns {
			name, value, _ := strings.Cut(w.Value, "=")
			if slices.Contains(strings.Fields(variables), name) && !inRootsHome(value) {
				return true
			}
		}
	}
	return false
}

// namesRootsHome reports whether an instruction puts something into root's home, or tells the program
// to use it.
func (p *Program) namesRootsHome(in *dockerfile.Instruction) bool {
	switch in.Name {
	case "RUN":
		return slices.ContainsFunc(effects.Commands(in), func(c effects.Ran) bool {
			if c.Program() == "rm" || in.Before.User != "" && in.Before.User != "root" && in.Before.User != "0" {
				return false
			}
			return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return inRootsHome(strings.Trim(w.Source, `"'`)) })
		})
	case "COPY", "ADD":
		_, dest, ok := in.Sources()
		return ok && inRootsHome(strings.Trim(dest.Text, `"'`))
	case "WORKDIR", "CMD", "ENTRYPOINT":
		return slices.ContainsFunc(pathsIn(in.Joined.Text), inRootsHome) || slices.Contains(strings.FieldsFunc(in.Joined.Text, isBetweenWords), "--allow-root")
	case "ENV":
		for _, value := range in.Definitions() {
			if slices.ContainsFunc(pathsIn(value), inRootsHome) {
				return true
			}
		}
	}
	return false
}

// pathsIn returns the parts of a text that may be paths: of lists such as PATH, options and JSON.
func pathsIn(text string) []string { return strings.FieldsFunc(text, isBetweenWords) }

func isBetweenWords(r rune) bool { return strings.ContainsRune(" \t,:;=[]\"'", r) }

func inRootsHome(name string) bool {
	return effects.Under(path.Clean(name), "/root") || effects.Under(name, "~") || strings.HasPrefix(name, "$HOME") || strings.HasPrefix(name, "${HOME}")
}

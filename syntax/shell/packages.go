package shell

import (
	"regexp"
	"slices"
	"strings"
)

// PackageCall is a command that runs a package manager.
type PackageCall struct {
	Manager  string // "apt-get", "apt", "apk", "yum", "dnf", "microdnf", "pip", "npm", …
	Verb     string // "install", "update", "add", "ci", …, dnf's in its long form; "" when there is none
	VerbWord Word
	Options  []Word // with their values, in the order of the text
	Packages []Word // what stands behind the verb and is no option; files and URLs too
	Command  *Command
}

// Has reports whether an option is given, in any of its spellings. A short
// option (one dash, one letter) is found in a cluster too: -y in -qqy.
func (p *PackageCall) Has(names ...string) bool {
	return slices.ContainsFunc(p.Options, func(w Word) bool {
		name, _, _ := strings.Cut(w.Value, "=")
		for _, n := range names {
			short := len(n) == 2 && n[0] == '-' && n[1] != '-'
			cluster := len(name) > 2 && name[0] == '-' && name[1] != '-' && !strings.HasPrefix(w.Value, "-o")
			if name == n || short && cluster && strings.Contains(name[1:], n[1:]) {
				return true
			}
		}
		return false
	})
}

// Literal reports whether all words of the call are plain text.
func (p *PackageCall) Literal() bool {
	for _, w := range p.Command.Words {
		if !w.Literal {
			return false
		}
	}
	return true
}

// mayBeOptions matches a variable whose name says that it holds options.
var mayBeOptions = regexp.MustCompile(`(?i)^\$\{?\w*(?:opt|arg|flag)`)

// MayHaveMoreOptions reports whether one of the words is a variable that, by
// its name, holds options.
func (p *PackageCall) MayHaveMoreOptions() bool {
	return slices.ContainsFunc(p.Command.Words, func(w Word) bool {
		return !w.Literal && mayBeOptions.MatchString(w.Source)
	})
}

// PackageNames returns the values of Packages.
func (p *PackageCall) PackageNames() []string {
	names := make([]string, len(p.Packages))
	for i, w := range p.Packages {
		names[i] = w.Value
	}
	return names
}

// Installs reports whether the call installs packages.
func (p *PackageCall) Installs() bool {
	switch p.Manager {
	case "apk":
		return p.Verb == "add"
	case "yarn":
		return p.Verb == "install" || p.Verb == "add" || p.Verb == ""
	case "npm", "pnpm":
		return slices.Contains([]string{"install", "i", "ci", "add"}, p.Verb)
	case "composer", "bundle", "pip":
		return p.Verb == "install"
	case "yum", "dnf", "microdnf", "tdnf":
		return slices.Contains([]string{"install", "localinstall", "groupinstall", "reinstall"}, p.Verb)
	case "zypper":
		return p.Verb == "install" || p.Verb == "in"
	}
	return p.Verb == "install"
}

// managers maps a program to the package manager's name and the options that
// take their value from the next word. Sources: the managers' manual pages.
var managers = map[string]struct {
	name   string
	valued []string
}{
	"apt-get":  {"apt-get", []string{"-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a", "--host-architecture"}},
	"apt":      {"apt", []string{"-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a", "--host-architecture"}},
	"aptitude": {"aptitude", []string{"-o", "-t", "--target-release", "-q"}},
	"apk":      {"apk", []string{"-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--repositories-file", "--arch", "--cache-dir", "--wait"}},
	"yum":      {"yum", dnfValued},
	"dnf":      {"dnf", dnfValued},
	"dnf5":     {"dnf", dnfValued},
	"microdnf": {"microdnf", dnfValued},
	"tdnf":     {"tdnf", []string{"-c", "--enablerepo", "--disablerepo", "--installroot", "--setopt", "--releasever"}},
	"zypper":   {"zypper", []string{"-r", "--repo", "-t", "--type", "-c", "--config", "-R", "--root", "--from", "-p", "--plus-repo"}},
	"pip":      {"pip", pipValued},
	"pip3":     {"pip", pipValued},
	"pip2":     {"pip", pipValued},
	"npm":      {"npm", []string{"--prefix", "-C", "--registry", "--cache", "-w", "--workspace", "--loglevel", "--omit", "--include"}},
	"pnpm":     {"pnpm", []string{"--prefix", "-C", "--dir", "--registry", "--filter", "-F"}},
	"yarn":     {"yarn", []string{"--cwd", "--registry", "--cache-folder", "--network-timeout", "--modules-folder"}},
	"gem":      {"gem", []string{"-v", "--version", "-s", "--source", "-i", "--install-dir", "-n", "--bindir", "-P"}},
	"bundle":   {"bundle", []string{"--path", "--without", "--with", "--jobs", "-j", "--gemfile", "--retry"}},
	"composer": {"composer", []string{"-d", "--working-dir"}},
	"go":       {"go", []string{"-C", "-o", "-tags", "-ldflags", "-gcflags", "-p", "-mod", "-modfile"}},
	"cargo":    {"cargo", []string{"--version", "--vers", "--git", "--branch", "--tag", "--rev", "--path", "--root", "--features", "-F", "--target"}},
}

var dnfValued = []string{
	"-c", "--config", "-d", "-e", "-x", "--exclude", "--enablerepo", "--disablerepo", "--repo", "--repoid", "--installroot", "--setopt", "--releasever",
	"--enableplugin", "--disableplugin", "--forcearch", "--downloaddir", "--destdir", "--advisory", "--comment",
}

// dnfShort are the short forms of verbs. Sources: the manual pages of dnf and dnf5.
var dnfShort = map[string]string{
	"in": "install", "rei": "reinstall", "up": "upgrade", "up-min": "upgrade-minimal", "dg": "downgrade", "dsync": "distro-sync", "rm": "remove", "grp": "group",
}

var pipValued = []string{
	"-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url", "-f", "--find-links",
	"-t", "--target", "-e", "--editable", "--prefix", "--root", "--src", "--platform", "--python-version",
	"--implementation", "--abi", "--upgrade-strategy", "--no-binary", "--only-binary", "--trusted-host",
	"--proxy", "--retries", "--timeout", "--cache-dir", "--log", "--progress-bar", "-C", "--config-settings", "--python", "--cert", "--client-cert", "--exists-action",
}

// Package returns the call of a package manager that a command makes, nil for
// every other command. `python -m pip` is pip.
func (c *Command) Package() *PackageCall { return c.packages }

// newPackageCall reads a command as Package returns it.
func newPackageCall(c *Command) *PackageCall {
	words := c.Words
	program := c.Program()
	if pythonProgram(program) && len(words) > 2 && words[1].Value == "-m" && words[2].Value == "pip" {
		program, words = "pip", words[2:]
	}
	if strings.HasPrefix(program, "pip3.") || strings.HasPrefix(program, "pip2.") {
		program = "pip"
	}
	m, ok := managers[program]
	if !ok {
		return nil
	}
	p := &PackageCall{Manager: m.name, Command: c}
	for i := 1; i < len(words); i++ {
		w := words[i]
		switch {
		case strings.HasPrefix(w.Value, "-") && w.Value != "-", !w.Literal && strings.HasPrefix(w.Source, "-"):
			p.Options = append(p.Options, w)
			if slices.Contains(m.valued, w.Value) && i+1 < len(words) {
				i++
				p.Options = append(p.Options, words[i])
			}
		case p.Verb == "" && len(p.Packages) == 0 && w.Literal:
			p.Verb, p.VerbWord = w.Value, w
			if long := dnfShort[p.Verb]; long != "" && slices.Contains([]string{"dnf", "yum"}, p.Manager) {
				p.Verb = long
			}
		default:
			p.Packages = append(p.Packages, w)
		}
	}
	return p
}

// OptionValues returns the values given to an option, as `-r x`, `-rx` or
// `--requirement=x`.
func (p *PackageCall) OptionValues(names ...string) []Word {
	var values []Word
	for i, w := range p.Options {
		for _, n := range names {
			switch {
			case w.Value == n && i+1 < len(p.Options):
				values = append(values, p.Options[i+1])
			case strings.HasPrefix(w.Value, n+"="):
				values = append(values, cutWord(w, len(n)+1))
			case len(n) == 2 && n[1] != '-' && strings.HasPrefix(w.Value, n) && len(w.Value) > 2:
				values = append(values, cutWord(w, 2))
			}
		}
	}
	return values
}

// cutWord drops the first n bytes of an option that carries its value.
func cutWord(w Word, n int) Word {
	w.Value = w.Value[n:]
	w.Span.Start += n
	return w
}

func pythonProgram(name string) bool {
	return strings.HasPrefix(name, "python") && strings.Trim(name[len("python"):], "0123456789.") == ""
}

// PackageCalls returns the calls of package managers among the script's own commands, in the
// order of the text; the given managers only, if any are given.
func (s *Script) PackageCalls(only ...string) []*PackageCall {
	if s == nil {
		return nil
	}
	return packageCalls(s.Commands, only)
}

// AllPackageCalls returns the calls of [Script.AllCommands] as PackageCalls does.
func (s *Script) AllPackageCalls(only ...string) []*PackageCall {
	if s == nil {
		return nil
	}
	return packageCalls(s.AllCommands(), only)
}

func packageCalls(commands []*Command, only []string) []*PackageCall {
	var calls []*PackageCall
	for _, c := range commands {
		if p := c.Package(); p != nil && (len(only) == 0 || slices.Contains(only, p.Manager)) {
			calls = append(calls, p)
		}
	}
	return calls
}

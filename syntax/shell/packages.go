package shell

import (
	"regexp"
	"slices"
	"strings"
)

// PackageCall is a command that runs a package manager.
type PackageCall struct {
	Manager  string // "apt-get", "apt", "apk", "yum", "dnf", "microdnf", "pip", "npm", …
	Verb     string // in its long form: "install", "ci", "group install", "cache clean"; "" when there is none
	VerbWord Word   // the verb as written; of several words, from the first to the last
	Options  []Word // with their values, in the order of the text
	Packages []Word // what stands behind the verb and is no option; files and URLs too
	Command  *Command

	manager *manager
	verb    *verb // nil for one that isn't known
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
	m := managerOf(program)
	if m == nil {
		return nil
	}
	p := &PackageCall{Manager: m.programs[0], Command: c, manager: m}
	p.read(words[1:])
	if p.verb = m.verb(p.VerbWord.Value); p.verb != nil {
		p.Verb = p.verb.name()
	} else {
		p.Verb = p.VerbWord.Value
	}
	return p
}

// read sorts the words behind the program.
func (p *PackageCall) read(words []Word) {
	options := true
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case options && w.Value == "--":
			if p.manager.trailing {
				return
			}
			options = false
		case options && p.isOption(w):
			p.Options = append(p.Options, w)
			if i+1 < len(words) && p.takes(w, words[i+1]) {
				i++
				p.Options = append(p.Options, words[i])
			}
		case len(p.Packages) == 0 && p.extendVerb(w):
		default:
			p.Packages = append(p.Packages, w)
			if v := p.manager.verb(p.VerbWord.Value); v != nil && v.does&runs != 0 {
				return // the rest are the program's arguments
			}
		}
	}
}

// isOption reports whether a word is an option. Cargo's `+nightly` says how it runs, too.
func (p *PackageCall) isOption(w Word) bool {
	return strings.HasPrefix(w.Value, "-") && w.Value != "-" || !w.Literal && strings.HasPrefix(w.Source, "-") ||
		p.Manager == "cargo" && strings.HasPrefix(w.Value, "+")
}

// takes reports whether a word is the value of an option.
func (p *PackageCall) takes(option, next Word) bool {
	return slices.Contains(p.manager.valued, option.Value) ||
		p.manager.flags && strings.HasPrefix(option.Value, "--") && (next.Value == "true" || next.Value == "false")
}

// extendVerb takes a word as the verb, or as a further word of one that has several.
func (p *PackageCall) extendVerb(w Word) bool {
	switch {
	case !w.Literal || w.Value == "":
		return false
	case p.VerbWord.Value == "":
		p.VerbWord = w
		return true
	}
	text := p.VerbWord.Value + " " + w.Value
	if !p.manager.begins(text) {
		return false
	}
	p.VerbWord.Value = text
	p.VerbWord.Source += " " + w.Source
	p.VerbWord.Span.End = w.Span.End
	return true
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

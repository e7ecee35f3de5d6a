package run

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var PipNoCache = &lint.Rule{
	ID:       "run-pip-no-cache",
	Aliases:  []string{"DL3042"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "pip's download cache stays in the layer",
	Doc: "pip keeps every package that it downloads or builds in `~/.cache/pip`, for the next\n" +
		"install. An image has no next install: the cache makes the layer up to twice as big\n" +
		"and is never read. `--no-cache-dir` leaves it out. So does a cache mount\n" +
		"(`RUN --mount=type=cache,target=/root/.cache/pip`), `ENV PIP_NO_CACHE_DIR=1` or\n" +
		"`pip config set global.no-cache-dir true`.\n\n" +
		"The rule is silent about these, and about releases whose pip is too old to have a\n" +
		"cache. The strict profile reports `PIP_NO_CACHE_DIR=0`: pip takes any value as yes,\n" +
		"which surprises readers.",
	FixDoc: "Adds `--no-cache-dir` to the install. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, _ *shell.Script) {
			cache := movedCache(in, "pip", "PIP_CACHE_DIR")
			if !p.File.Ships(in.Stage) || p.Facts.Base(in.Stage).OldPip() || mountsCache(in, cache) {
				return
			}
			for _, call := range keptCalls(p.Facts, in, cache) {
				if call.Manager != "pip" || call.Verb != "install" || len(call.Options)+len(call.Packages) == 0 || call.Has("--cache-dir") || call.MayHaveMoreOptions() {
					continue
				}
				value, said := pipVariable(in, call)
				switch {
				case said && readsAsNo.MatchString(value):
					p.ReportStrict(call.Command.Span, fmt.Sprintf("`PIP_NO_CACHE_DIR=%s` reads as if pip kept its cache, but pip takes any value as yes. Write `PIP_NO_CACHE_DIR=1`.", value), nil)
					return
				case said || pipConfigured(p.Facts, in, call):
				default:
					p.Report(call.Command.Span,
						"pip's download cache stays in this layer and makes every pull bigger. Add `--no-cache-dir`.",
						&lint.Fix{Safety: lint.Safe, Note: "Leaves pip's download cache out of the image.", Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " --no-cache-dir")}, Calls: addsOption(call, "--no-cache-dir")})
				}
			}
		})
	}),
}

// readsAsNo matches values that read as no. pip turns its cache off for these as well, and only ignores an
// empty value. https://pip.pypa.io/en/stable/cli/pip/#cmdoption-no-cache-dir
var readsAsNo = regexp.MustCompile(`(?i)^(?:0|off|no|false|n|f)$`)

// pipVariable returns the value of PIP_NO_CACHE_DIR for a call, "" where it isn't known; false without one
// that counts.
func pipVariable(in *dockerfile.Instruction, call *shell.PackageCall) (value string, said bool) {
	const name = "PIP_NO_CACHE_DIR"
	for _, a := range call.Command.Assigns {
		if value, found := strings.CutPrefix(a.Value, name+"="); found {
			return strings.Trim(value, `"'`), value != ""
		}
	}
	for _, v := range in.Script().Variables() {
		if v.Name == name && v.Exported && v.Value.Span.Start < call.Command.Span.Start {
			return v.Value.Value, v.Value.Source != ""
		}
	}
	value, known := in.Stage.Var(name, in)
	return value, in.Stage.Defined(name, in) && (value != "" || !known)
}

// pipConfigured reports whether a file of pip's settings turns the cache off, whichever value it gives:
// one that is in the image, or that `pip config set` has written.
func pipConfigured(known *facts.Facts, in *dockerfile.Instruction, call *shell.PackageCall) bool {
	for above, c := range commandsBefore(in, call.Command) {
		other := c.Package()
		if other == nil || other.Manager != "pip" {
			continue
		}
		words := slices.DeleteFunc(c.Values(), func(word string) bool { return strings.HasPrefix(word, "-") })
		i := slices.Index(words, "config")
		if i < 0 || i+3 >= len(words) || words[i+1] != "set" {
			continue
		}
		_, setting, _ := strings.Cut(words[i+2], ".")
		everyone := other.Has("--global", "--site")
		if setting == "no-cache-dir" && (everyone || c.User(containerUser(known, above)) == call.Command.User(containerUser(known, in))) {
			return true
		}
	}
	home := facts.HomeOf(in.Before.User)
	places := []string{"/etc/pip.conf", "/etc/xdg/pip/pip.conf", "/usr/pip.conf", "/usr/local/pip.conf", home + "/.config/pip/pip.conf", home + "/.pip/pip.conf"}
	for _, name := range []string{"PIP_CONFIG_FILE", "VIRTUAL_ENV"} {
		if value, ok := in.Stage.Var(name, in); ok {
			places = append(places, value, value+"/pip.conf")
		}
	}
	return slices.ContainsFunc(known.WrittenBefore(in, call.Command, places...), func(text string) bool {
		return iniSays(text, "no-cache-dir", func(value string) bool { return value != "" })
	})
}

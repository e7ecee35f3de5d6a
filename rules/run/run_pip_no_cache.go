package run

import (
	"fmt"
	"regexp"
	"strings"

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
		"(`RUN --mount=type=cache,target=/root/.cache/pip`) or `ENV PIP_NO_CACHE_DIR=1`.\n\n" +
		"The rule is silent about both, and about releases whose pip is too old to have a\n" +
		"cache. The strict profile reports `PIP_NO_CACHE_DIR=0`: pip takes any value as yes,\n" +
		"which surprises readers.",
	FixDoc: "Adds `--no-cache-dir` to the install. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			if !p.File.Ships(in.Stage) || p.Facts.Base(in.Stage).OldPip() || keepsOutOfLayer(in, "/root/.cache/pip") || mountsPipCache(in) || removesPipCache(in) {
				return
			}
			value, known := in.Stage.Var("PIP_NO_CACHE_DIR", in)
			for _, call := range s.AllPackageCalls("pip") {
				if in.Stage.Defined("PIP_NO_CACHE_DIR", in) {
					if known && call.Verb == "install" && readsAsNo.MatchString(value) {
						p.ReportStrict(call.Command.Span, fmt.Sprintf("`PIP_NO_CACHE_DIR=%s` reads as if pip kept its cache, but pip takes any value as yes. Write `PIP_NO_CACHE_DIR=1`.", value), nil)
						return
					}
					continue
				}
				if call.Verb != "install" || call.Has("--no-cache-dir", "--no-cache") || len(call.Options)+len(call.Packages) == 0 || setsPipCache(call) {
					continue
				}
				p.Report(call.Command.Span,
					"pip's download cache stays in this layer and is never used. Add `--no-cache-dir`.",
					&lint.Fix{Safety: lint.Safe, Note: "Leaves pip's download cache out of the image.", Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " --no-cache-dir")}, Calls: addsOption(call, "--no-cache-dir")})
			}
		})
	}),
}

// readsAsNo matches values that read as no, although pip takes them as yes.
// https://pip.pypa.io/en/stable/cli/pip/#cmdoption-no-cache-dir
var readsAsNo = regexp.MustCompile(`(?i)^(?:0|off|no|false|n|f)$`)

// mountsPipCache reports whether the RUN mounts a cache or tmpfs for pip, in any home folder.
func mountsPipCache(in *dockerfile.Instruction) bool {
	for _, f := range in.Flags {
		if f.Name == "mount" && (strings.Contains(f.Value, "type=cache") || strings.Contains(f.Value, "type=tmpfs")) && strings.Contains(f.Value, "cache/pip") {
			return true
		}
	}
	return false
}

// removesPipCache reports whether the script removes pip's cache, or tells pip to keep none.
func removesPipCache(in *dockerfile.Instruction) bool {
	text := in.Text()
	if strings.Contains(text, "export PIP_NO_CACHE_DIR=") || strings.Contains(text, "pip cache purge") || strings.Contains(text, "pip3 cache purge") {
		return true
	}
	_, after, removes := strings.Cut(text, "rm -")
	return removes && strings.Contains(after, ".cache")
}

// setsPipCache reports whether the call sets the cache itself, by variable or option, or may
// do so.
func setsPipCache(call *shell.PackageCall) bool {
	for _, a := range call.Command.Assigns {
		if strings.HasPrefix(a.Value, "PIP_NO_CACHE_DIR=") {
			return true
		}
	}
	for _, w := range call.Command.Wrappers {
		if strings.HasPrefix(w.Value, "PIP_NO_CACHE_DIR=") {
			return true
		}
	}
	return call.Has("--cache-dir") || call.MayHaveMoreOptions()
}

package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runPipNoCache = &Rule{
	ID:       "run-pip-no-cache",
	Aliases:  []string{"DL3042"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "pip keeps what it downloaded in the layer",
	Doc: "pip keeps every package that it downloads or builds in `~/.cache/pip`, for the\n" +
		"next install. In an image there is no next install: the cache makes the layer up\n" +
		"to twice as big and is never read. `--no-cache-dir` leaves it out. A cache mount\n" +
		"(`RUN --mount=type=cache,target=/root/.cache/pip`) or `ENV PIP_NO_CACHE_DIR=1`\n" +
		"do as well, and the rule is silent about both, and about releases whose pip is\n" +
		"so old that it has no cache. `PIP_NO_CACHE_DIR=0` is reported in the strict\n" +
		"profile: pip takes any value for yes, which nobody expects who reads it.",
	FixDoc: "Adds `--no-cache-dir` to the install. The same packages are installed.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if !p.ships(in.Stage) || p.Base(in.Stage).OldPip() || keepsOutOfLayer(in, "/root/.cache/pip") || mountsPipCache(in) || removesPipCache(in) {
				return
			}
			value, known := in.Stage.Var("PIP_NO_CACHE_DIR", in)
			for _, call := range s.PackageCalls("pip") {
				if in.Stage.Defined("PIP_NO_CACHE_DIR", in) {
					if known && call.Verb == "install" && readsAsNo.MatchString(value) {
						p.ReportStrict(call.Command.Span, "`PIP_NO_CACHE_DIR="+value+"` reads as if pip were to keep its cache here, while pip takes any value for yes. Write `PIP_NO_CACHE_DIR=1`.", nil)
						return
					}
					continue
				}
				if call.Verb != "install" || call.Has("--no-cache-dir", "--no-cache") || len(call.Options)+len(call.Packages) == 0 || setsPipCache(call) {
					continue
				}
				p.Report(call.Command.Span,
					"pip keeps a copy of everything that it downloads, and here the copy stays in the layer and is never used. Add `--no-cache-dir`.",
					&Fix{Safety: Safe, Note: "Leaves pip's download cache out of the image.", Edits: []Edit{insert(call.VerbWord.Span.End, " --no-cache-dir")}})
			}
		})
	},
}

// readsAsNo matches the values that a reader takes for no.
// https://pip.pypa.io/en/stable/cli/pip/#cmdoption-no-cache-dir
var readsAsNo = regexp.MustCompile(`(?i)^(?:0|off|no|false|n|f)$`)

// mountsPipCache reports whether a mount of the RUN is a cache for pip, in
// whatever home.
func mountsPipCache(in *syntax.Instruction) bool {
	for _, f := range in.Flags {
		if f.Name == "mount" && (strings.Contains(f.Value, "type=cache") || strings.Contains(f.Value, "type=tmpfs")) && strings.Contains(f.Value, "cache/pip") {
			return true
		}
	}
	return false
}

// removesPipCache reports whether the script itself removes pip's cache, or
// tells pip to keep none.
func removesPipCache(in *syntax.Instruction) bool {
	text := in.Text()
	if strings.Contains(text, "export PIP_NO_CACHE_DIR=") || strings.Contains(text, "pip cache purge") || strings.Contains(text, "pip3 cache purge") {
		return true
	}
	_, after, removes := strings.Cut(text, "rm -")
	return removes && strings.Contains(after, ".cache")
}

// setsPipCache reports whether the call is told about the cache in a way of
// its own.
func setsPipCache(call *syntax.PackageCall) bool {
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

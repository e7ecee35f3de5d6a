package lint

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/unit"
)

// Check is what a rule does, for each of the kinds of files that it reads. It is made by
// [Dockerfile], [Compose], [Scripts], [Unit], and by [Checks] from several of these.
type Check []typed

// typed is a check of files that have one Go type.
type typed struct {
	kinds []syntax.Kind
	run   func(file syntax.File, r *reporter)
}

// The passes, by the type of file that a check reads.
type (
	DockerfilePass = Pass[*dockerfile.File]
	ComposePass    = Pass[*compose.File]
	UnitPass       = Pass[*unit.File]
	// ScriptPass reads files of every kind that has shell scripts.
	ScriptPass = Pass[shell.Holder]
)

// Dockerfile returns a check of Dockerfiles, those inside Compose files included.
func Dockerfile(check func(*DockerfilePass)) Check { return of(check) }

// Compose returns a check of Compose files.
func Compose(check func(*ComposePass)) Check { return of(check) }

// Unit returns a check of systemd units.
func Unit(check func(*UnitPass)) Check { return of(check) }

// Scripts returns a check of all shell scripts: those of Dockerfiles, script files, Makefiles,
// workflows and systemd units.
func Scripts(check func(*ScriptPass)) Check { return of(check) }

// Checks returns a check that does several: one for each kind of file, or for what only one
// kind has.
func Checks(checks ...Check) Check { return slices.Concat(checks...) }

// of returns a check of the kinds whose files have the type F.
func of[F syntax.File](check func(*Pass[F])) Check {
	var read []syntax.Kind
	for _, sample := range kinds.Samples() {
		if _, ok := sample.(F); ok {
			read = append(read, sample.Kind())
		}
	}
	return Check{{kinds: read, run: func(file syntax.File, r *reporter) {
		check(&Pass[F]{File: file.(F), Facts: r.facts, Options: r.options, reporter: r})
	}}}
}

// BuildKitWarnings is the check of a rule that reports BuildKit's own warnings as they are.
var BuildKitWarnings = BuildKitWarningsIf(func(*DockerfilePass, int) bool { return true })

// BuildKitWarningsIf is BuildKitWarnings for those whose line (1-based) is worth one.
func BuildKitWarningsIf(worth func(p *DockerfilePass, line int) bool) Check {
	return Dockerfile(func(p *DockerfilePass) {
		for _, w := range buildkit.Convert(p.File).Warnings {
			if slices.Contains(p.rule.BuildKit, w.Check) && worth(p, w.Line) {
				message := strings.TrimSuffix(strings.TrimSpace(w.Message), ".")
				p.Report(p.File.TrimmedLines(w.Line, w.EndLine), message+". "+p.rule.Summary, nil)
			}
		}
	})
}

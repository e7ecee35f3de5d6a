package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptNoRecommends = &lint.Rule{
	ID:       "run-apt-no-recommends",
	Aliases:  []string{"DL3015", "DS-0029"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`apt-get install` also installs recommended packages",
	Doc: "apt also installs what a package recommends but doesn't need: manuals, fonts, now and then\n" +
		"a whole desktop. `--no-install-recommends` leaves them out and often makes the image a\n" +
		"third smaller. Some programs do use a recommended package (`ca-certificates` with curl is\n" +
		"the usual one): name it in the install.\n\n" +
		"On bare images of Debian 12 and 13 (`debian`, and the slim variants of languages), the\n" +
		"packages' data says what would be left out and how large it is. Everyone is told if that's\n" +
		"20 MB or more of nothing but documentation, mail servers for cron, compilers that no step\n" +
		"uses and the like. All else is reported in the strict profile.",
	FixDoc: "Adds `--no-install-recommends`, and names the recommended packages that the file is seen to need: `ca-certificates` unless the base image has it, packages whose program a RUN or the start calls, compilers where something may be compiled. Check whether the program uses another one of those that the note names.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		uses := oncePerStage(func(stage *dockerfile.Stage) *uses { return usesOf(p, stage) })
		untrusted := oncePerStage(func(stage *dockerfile.Stage) bool {
			return fetchesHTTPS(p.File, stage) && !namesCertificates(stage)
		})
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Verb != "install" || call.Has(noRecommends) || call.MayHaveMoreOptions() || aptSays(p.Facts, in, call, "APT::Install-Recommends", aptFalse) {
				return
			}
			r := recommendsOf(p, in, call, uses, untrusted)
			report := p.ReportStrict
			if r.known && r.idle && r.dropped.Bytes() >= worthSaying && p.File.Ships(in.Stage) {
				report = p.Report
			}
			report(call.Command.Span, r.message(), withoutRecommends(call, &r))
		}, "apt-get", "apt")
	}),
}

// message says what the call brings along, and what to write.
func (r *recommends) message() string {
	if !r.known || len(r.dropped) == 0 {
		return "apt also installs recommended packages, often doubling the size. Add `--no-install-recommends` and list the ones you need."
	}
	advice := "Add `--no-install-recommends`."
	if len(r.keep) > 0 {
		advice = fmt.Sprintf("Add `--no-install-recommends`, and name %s.", lint.QuoteList(r.keep))
	}
	return fmt.Sprintf("apt also installs what's only recommended: %s, %s. %s", countOf(len(r.dropped), "package"), megabytes(r.dropped.Bytes()), advice)
}

// countOf writes a number of things.
func countOf(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// withoutRecommends returns the fix that leaves the recommended packages out, but for those to keep.
func withoutRecommends(call *shell.PackageCall, r *recommends) *lint.Fix {
	fix := &lint.Fix{
		Safety: lint.Review, Note: r.note(),
		Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " "+noRecommends)}, Calls: addsOption(call, noRecommends),
	}
	if last := len(call.Packages) - 1; last >= 0 && len(r.keep) > 0 {
		w, kept := call.Packages[last], " "+strings.Join(r.keep, " ")
		fix.Edits = append(fix.Edits, edit.Insert(w.Span.End, kept))
		fix.Calls.Rewrites = append(fix.Calls.Rewrites, lint.Rewrite{Program: call.Command.Program(), Old: w.Value, New: w.Value + kept})
	}
	return fix
}

// note names what is left out, the largest first.
func (r *recommends) note() string {
	if !r.known || len(r.roots) == 0 {
		return "Leaves out recommended packages. Check that the program needs none of them, such as `ca-certificates`."
	}
	names := slices.Clone(r.roots)
	others := ""
	if len(names) > 8 {
		names, others = names[:7], ", and more"
	}
	return fmt.Sprintf("Leaves out what's only recommended: %s%s. Check that the program uses none of it.", lint.QuoteList(names), others)
}

package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ChownCopy = &lint.Rule{
	ID:       "run-chown-copy",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a RUN changes the owner or mode of copied files",
	Doc: "A layer holds whole files: `chown -R` and `chmod -R` store each copied file again, so it\n" +
		"ships twice, and they run again after each edit. `COPY --chown=user:group --chmod=755` sets\n" +
		"owner and mode while it copies.\n\n" +
		"The recommended profile hears of it if the repository shows that 5 MB or more are stored\n" +
		"twice. The strict profile hears of all, also of `chmod +x` for a single file: a script that is\n" +
		"executable in the repository needs none, since COPY keeps the bit.",
	FixDoc: "Adds `--chown` or `--chmod` to the COPYs that bring the files. The RUN goes, or keeps only what it does to the folder itself, which may be older than the COPY. Offered only if nothing else in the stage is known to write to that folder, and the user is there before the COPY. `--chmod` needs BuildKit, which Docker uses since version 23.",
	Safety: lint.Review,
	Weighs: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if !changesAccess(c) || in.Stage == nil || !p.File.Ships(in.Stage) {
				return
			}
			if change, ok := accessChangeOf(in, c); ok {
				checkAccess(p, change)
			}
		})
	}),
}

// checkAccess reports a change of owner or mode if it stores copied files again.
func checkAccess(p *lint.DockerfilePass, a accessChange) {
	context, _ := p.Facts.BuildContext(p.File)
	for _, target := range a.targets {
		copies := copiedTo(a.in, target, a.flag)
		switch {
		case a.recursive == nil && a.flag == "chmod":
			checkMode(p, a, target, copies, context)
			return
		case len(copies) == 0:
		case a.recursive == nil && !bringsFile(copies[0], context):
			// A change of a folder without -R changes nothing in it.
		default:
			reportAccess(p, a, copies, context)
			return
		}
	}
}

// reportAccess reports that copied files are stored twice.
func reportAccess(p *lint.DockerfilePass, a accessChange, copies []*dockerfile.Instruction, context *effects.Context) {
	var size int64
	for _, copied := range copies {
		size += context.CopiedSize(copied, maxCost)
	}
	report, what := p.ReportStrict, "Everything"
	if size >= worthSharing {
		report, what = p.Report, "The "+sizeText(size)
	}
	report(a.command.Span, fmt.Sprintf("%s copied on line %d ships twice, because this RUN stores it again. Use `--%s` on the COPY instead.", what, copies[0].Line, a.flag), inCopies(p, a, copies)).Cost = size
}

const (
	// maxCost is up to how many bytes copied files are counted.
	maxCost = 1 << 30
	// worthSharing is how many bytes that are stored twice matter to everyone.
	worthSharing = 5_000_000
)

// checkMode reports a change of one file's mode: what COPY could do, or what the repository has done.
func checkMode(p *lint.DockerfilePass, a accessChange, target shell.Word, copies []*dockerfile.Instruction, context *effects.Context) {
	mode, known := executable(a.value)
	if !known || len(a.targets) != 1 || !target.Literal {
		return
	}
	place := dockerfile.AbsoluteIn(a.in, target.Value)
	name, _ := p.Facts.SourceOf(p.File, a.in.Stage, place)
	switch {
	case isExecutable(p.Facts, name) && onlyCopied(p.Facts, p.File, a, a.in, place):
		p.ReportStrict(a.command.Span, fmt.Sprintf("`%s` is executable in the repository, and COPY keeps that: this stores it again and changes nothing. Remove it.", name), withoutChange(p, a))
	case len(copies) > 0 && bringsFile(copies[0], context):
		a.value = mode
		p.ReportStrict(a.command.Span, fmt.Sprintf("This stores `%s` again. Use `--chmod=%s` on line %d instead.", target.Value, mode, copies[0].Line), inCopies(p, a, copies[:1]))
	case name != "" && !isExecutable(p.Facts, name):
		p.ReportStrict(a.command.Span, fmt.Sprintf("This stores `%s` again. Make it executable in the repository with `git update-index --chmod=+x %s`, and remove this.", name, name), nil)
	}
}

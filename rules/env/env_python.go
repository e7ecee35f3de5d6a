package env

import (
	"regexp"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var Python = &lint.Rule{
	ID:       "env-python",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "Python buffers its output",
	Doc: "Without a terminal, Python buffers what a program prints until it has some kilobytes. In\n" +
		"a container, the last lines before a crash are then lost and logs come minutes late.\n" +
		"`PYTHONUNBUFFERED=1` writes each line at once.",
	FixDoc: "Sets `PYTHONUNBUFFERED=1` above the final CMD or ENTRYPOINT. Output is then written line by line. Check that the program doesn't print too much for that.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		start := dockerfile.StartOf(stage)
		if start == nil || !pythonName.MatchString(dockerfile.StartedProgram(start)) || stage.Defined("PYTHONUNBUFFERED", start) {
			return
		}
		if slices.Contains(slices.Concat(dockerfile.StartWords(start)...), "-u") {
			return
		}
		keyword := edit.LikeCase("ENV", p.File.Text(start.Keyword))
		before := p.File.FullLineSpan(p.File.CommentsAbove(start)).Start
		p.Report(start.Span, "The last output before a crash is lost, because Python buffers it without a terminal. Set `PYTHONUNBUFFERED=1`.", &lint.Fix{
			Safety: lint.Review, Note: "Output is then written line by line. Check that the program doesn't print too much for that.",
			Edits: []lint.Edit{edit.Insert(before, keyword+" PYTHONUNBUFFERED=1"+p.File.LineEnding())},
		})
	}),
}

// pythonName matches the names of the Python interpreter.
var pythonName = regexp.MustCompile(`^python[0-9.]*$`)

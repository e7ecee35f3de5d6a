package rules

import (
	"regexp"
	"slices"
	"strings"
)

var envPython = &Rule{
	ID:       "env-python",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Python keeps its output back",
	Doc: "Without a terminal Python collects what a program prints until it has some\n" +
		"kilobytes. In a container that means that the last lines before a crash are lost,\n" +
		"and that logs come minutes late. `PYTHONUNBUFFERED=1` writes each line at once.",
	FixDoc: "Sets `PYTHONUNBUFFERED=1` in front of the final CMD or ENTRYPOINT. Output is written line by line then: look at programs that print very much.",
	Safety: Review,
	Check: func(p *Pass) {
		stage := p.finalStage()
		start := startOf(stage)
		if start == nil || !pythonName.MatchString(startedProgram(start)) || stage.Defined("PYTHONUNBUFFERED", start) {
			return
		}
		if slices.Contains(strings.Fields(strings.NewReplacer(`"`, " ", ",", " ", "[", " ").Replace(start.Text())), "-u") {
			return
		}
		keyword := likeCase("ENV", p.File.Text(start.Keyword))
		before := p.File.FullLineSpan(p.File.CommentsAbove(start)).Start
		p.Report(start.Span, "Without a terminal Python keeps its output back, and what it printed last before a crash is lost. Set `PYTHONUNBUFFERED=1`.", &Fix{
			Safety: Review, Note: "Output is written line by line: look at whether the program prints very much.",
			Edits: []Edit{insert(before, keyword+" PYTHONUNBUFFERED=1"+p.File.LineEnding())},
		})
	},
}

// pythonName matches the interpreter's names.
var pythonName = regexp.MustCompile(`^python[0-9.]*$`)

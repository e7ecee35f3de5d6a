package start

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var EntrypointSinglePurpose = &lint.Rule{
	ID:       "entrypoint-single-purpose",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a container with one job has its program in CMD, where arguments replace it",
	Doc: "Words after `docker run IMAGE` replace CMD. In an image with one job, an argument meant\n" +
		"for the program takes the program's place, and Docker tries to start the argument.\n" +
		"With ENTRYPOINT the program stays, and arguments reach it.\n\n" +
		"This rule reports an interpreter that runs one script of the image. It leaves alone\n" +
		"shells, servers with subcommands, and images whose base has its own entrypoint.",
	FixDoc: "Replaces CMD with ENTRYPOINT. Starting anything else in the container then needs `docker run --entrypoint`. Check Compose files and scripts that give the container a command.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		cmd := stage.Last("CMD")
		base := p.Facts.Base(stage)
		if cmd == nil || !cmd.JSON || !base.Known || base.Entrypoint || stage.Inherited("ENTRYPOINT") != nil || !runsOneScript(cmd) {
			return
		}
		p.Report(cmd.Span,
			"Arguments after `docker run IMAGE` replace this program instead of reaching it. The container has one job, so make its program the ENTRYPOINT.",
			&lint.Fix{
				Safety: lint.Review,
				Note:   "Arguments of `docker run` now reach the program; running another program needs `--entrypoint`. Check Compose files and scripts that give this container a command.",
				Edits:  []lint.Edit{{Span: cmd.Keyword, New: edit.LikeCase("ENTRYPOINT", p.File.Text(cmd.Keyword))}},
			})
	}),
}

// interpreters maps an interpreter to the file extensions of its scripts.
var interpreters = map[string]string{
	"python": ".py", "python3": ".py", "node": ".js .mjs .cjs", "nodejs": ".js .mjs .cjs", "ruby": ".rb", "php": ".php", "perl": ".pl", "Rscript": ".R", "java": ".jar",
}

// runsOneScript reports whether a CMD runs one script with an interpreter, followed by
// options at most: `python3 predict.py`, `java -jar app.jar`. Scripts known to take
// subcommands do several jobs.
func runsOneScript(cmd *dockerfile.Instruction) bool {
	endings, ok := interpreters[dockerfile.StartedProgram(cmd)]
	if !ok {
		return false
	}
	args := cmd.Args[1:]
	for len(args) > 0 && strings.HasPrefix(args[0].Text, "-") {
		switch args[0].Text {
		case "-c", "-m", "-e", "-p", "-r", "-S", "-i":
			return false
		}
		args = args[1:]
	}
	if len(args) == 0 {
		return false
	}
	script := path.Base(args[0].Text)
	switch script {
	case "manage.py", "artisan.php", "console.php", "cli.py", "ace.js":
		return false
	}
	if ext := path.Ext(script); ext == "" || !strings.Contains(" "+endings+" ", " "+ext+" ") {
		return false
	}
	for _, a := range args[1:] {
		if !strings.HasPrefix(a.Text, "-") {
			return false // a subcommand, or a default that people override
		}
	}
	return true
}

package rules

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var entrypointSinglePurpose = &Rule{
	ID:       "entrypoint-single-purpose",
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a container with one job has its program in CMD, where an argument replaces it",
	Doc: "What stands behind `docker run IMAGE` replaces CMD. In an image that does one job,\n" +
		"an argument meant for the program takes the program's place, and Docker tries to\n" +
		"start the argument. With ENTRYPOINT the program stays, and arguments reach it.\n\n" +
		"Reported is an interpreter that runs one script of the image. Shells, servers\n" +
		"with subcommands, and images whose base has an entrypoint of its own are left\n" +
		"alone.",
	FixDoc: "Replaces CMD by ENTRYPOINT. To start something else in the container, `docker run --entrypoint` is needed then; look at Compose files and scripts that give the container a command.",
	Safety: Review,
	Check: func(p *Pass) {
		stage := p.finalStage()
		cmd := stage.Last("CMD")
		base := p.Base(stage)
		if cmd == nil || !cmd.JSON || !base.Known || base.Entrypoint || stage.Inherited("ENTRYPOINT") != nil || !runsOneScript(cmd) {
			return
		}
		p.Report(cmd.Span,
			"An argument behind `docker run IMAGE` takes the place of this program instead of reaching it. The container has one job: make its program the ENTRYPOINT.",
			&Fix{
				Safety: Review,
				Note:   "Arguments of `docker run` now reach the program; another program needs `--entrypoint`. Look at Compose files and scripts that give this container a command.",
				Edits:  []Edit{{cmd.Keyword, likeCase("ENTRYPOINT", p.File.Text(cmd.Keyword))}},
			})
	},
}

// interpreters maps a program to the endings of the scripts that it runs.
var interpreters = map[string]string{
	"python": ".py", "python3": ".py", "node": ".js .mjs .cjs", "nodejs": ".js .mjs .cjs", "ruby": ".rb", "php": ".php", "perl": ".pl", "Rscript": ".R", "java": ".jar",
}

// runsOneScript reports whether a CMD runs one script by an interpreter, with
// no more than options behind it: `python3 predict.py`, `java -jar app.jar`.
// Scripts that are known to take subcommands do several jobs.
func runsOneScript(cmd *syntax.Instruction) bool {
	endings, ok := interpreters[startedProgram(cmd)]
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

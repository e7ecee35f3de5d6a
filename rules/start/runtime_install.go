package start

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

var RuntimeInstall = &lint.Rule{
	ID:       "runtime-install",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the container installs software when it starts",
	Doc: "What a container installs when it starts isn't in the image. Each start downloads it\n" +
		"again, gets whatever version there is that day, and fails when the network or the\n" +
		"registry does. Two containers of one image differ. If a RUN installs it, it's there\n" +
		"for good, and it's the build that fails.\n\n" +
		"Drydock reads the start script too, if it has the repository. What the script decides on, in\n" +
		"an `if`, a `case`, a loop or behind `||`, isn't reported: whoever starts the container asked for it.",
	FixDoc: "None: the install has to move from the start into a RUN. Only you know what else the start script does with it.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		said := map[syntax.Span]bool{}
		for _, c := range p.Facts.StartCommands(p.File, stage) {
			what := installedAtStart(c.Words)
			if what == "" || c.Optional || said[c.At] {
				continue
			}
			said[c.At] = true
			where := ""
			if c.Script != "" {
				where = fmt.Sprintf(" (`%s`, line %d)", c.Script, c.Line)
			}
			p.Report(c.At, fmt.Sprintf("Each container start runs `%s`%s: it gets whatever version there is that day, and fails without a network. Move it into a RUN.", what, where), nil)
		}
	}),
}

// installedAtStart returns the short name of a command that installs or fetches software,
// such as "pip install"; "" for any other command.
func installedAtStart(words []string) string {
	for len(words) > 0 && (words[0] == "exec" || words[0] == "sudo") {
		words = words[1:]
	}
	if len(words) < 2 {
		return ""
	}
	program, args := path.Base(words[0]), words[1:]
	if strings.HasPrefix(program, "python") && len(args) > 2 && args[0] == "-m" && args[1] == "pip" {
		program, args = "pip", args[2:]
	}
	verb := ""
	for _, a := range args {
		if a != "" && !strings.HasPrefix(a, "-") {
			verb = a
			break
		}
	}
	verbs := map[string][]string{
		"apt-get": {"install", "update", "upgrade"}, "apt": {"install", "update", "upgrade"}, "apk": {"add"}, "yum": {"install", "update"}, "dnf": {"install", "update"},
		"microdnf": {"install"}, "pip": {"install"}, "pip3": {"install"}, "npm": {"install", "ci", "i"}, "yarn": {"install", "add"}, "pnpm": {"install", "add"},
		"gem": {"install"}, "bundle": {"install"}, "composer": {"install", "update"}, "git": {"clone"}, "conda": {"install"}, "poetry": {"install"}, "uv": {"sync"},
	}
	if slices.Contains(verbs[program], verb) {
		return program + " " + verb
	}
	return ""
}

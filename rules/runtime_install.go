package rules

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runtimeInstall = &Rule{
	ID:       "runtime-install",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the container installs software when it starts",
	Doc: "What a container installs at its start is not in the image: each start downloads it\n" +
		"again, takes whatever version there is that day, and fails when the network or the\n" +
		"registry does. Two containers of one image differ. Installed by a RUN, it is there\n" +
		"once and for all, and the build is what fails.\n\n" +
		"The start script is read where the repository is at hand.",
	FixDoc: "None: the line that installs has to leave the start and become a RUN, and what else the start script does with it only you can say.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		said := map[syntax.Span]bool{}
		for _, c := range p.startCommands(stage) {
			what := installedAtStart(c.words)
			if what == "" || said[c.at] {
				continue
			}
			said[c.at] = true
			where := "This"
			if c.script != "" {
				where = "`" + c.script + "`, line " + strconv.Itoa(c.line) + ","
			}
			p.Report(c.at, where+" runs `"+what+"` each time a container starts: it takes whatever version there is then, and the container does not start when the network fails. Move it into a RUN.", nil)
		}
	},
}

// installedAtStart returns the command by which a start installs or fetches
// software, as a reader knows it; "" for any other.
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

package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeCommandInstall = &Rule{
	ID:       "compose-command-install",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a service installs something each time it starts",
	Doc: "What is installed when a container starts is whatever there is on that day: two instances\n" +
		"of the same service differ, a start needs the network and takes minutes, and a mistake\n" +
		"cannot be traced to a version. In a Dockerfile the same lines run once, and every\n" +
		"instance is identical.",
	FixDoc: "None: the lines belong into the image's Dockerfile, which may not be here.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			for _, key := range []string{"command", "entrypoint"} {
				text := strings.Join(s.Get(key).Strings(), " ")
				if what := installsAtStart.FindStringSubmatch(text); what != nil {
					p.Report(at(s, key), "`"+strings.Join(strings.Fields(what[1]), " ")+"` runs at each start of the container: instances differ by the day they were started, and none starts without the network. Install in the image's Dockerfile.", nil)
					return
				}
			}
		})
	},
}

// installsAtStart matches commands that install packages or fetch sources.
var installsAtStart = regexp.MustCompile(`(?:^|[\s;&|"'(])((?:apt-get|apt|yum|dnf|microdnf)\s+(?:-\S+\s+)*install|apk\s+(?:-\S+\s+)*add|(?:pip3?|python3?\s+-m\s+pip|gem|bundle|composer)\s+install|npm\s+(?:install|ci|i)|yarn\s+(?:install|add)|pnpm\s+(?:install|add|i)|git\s+clone|go\s+(?:get|install))(?:\s|[;&|"')]|$)`)

package rules

import (
	"fmt"
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
	Summary:  "a service installs packages every time it starts",
	Doc: "A package installed at container start is whatever version is current that day. Two\n" +
		"instances of the same service can differ, and a bug can't be traced to a version. Each start\n" +
		"also needs the network and takes longer. In a Dockerfile the same commands run once, and\n" +
		"every instance is identical.",
	FixDoc: "None: the commands belong in the image's Dockerfile, which may not be in this repository.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			for _, key := range []string{"command", "entrypoint"} {
				text := strings.Join(s.Get(key).Strings(), " ")
				if what := installsAtStart.FindStringSubmatch(text); what != nil {
					p.Report(at(s, key), fmt.Sprintf(
						"Every container start runs `%s`: it needs the network, and the result depends on the day. Install in the image's Dockerfile.",
						strings.Join(strings.Fields(what[1]), " ")), nil)
					return
				}
			}
		})
	},
}

// installsAtStart matches commands that install packages or fetch sources.
var installsAtStart = regexp.MustCompile(`(?:^|[\s;&|"'(])((?:apt-get|apt|yum|dnf|microdnf)\s+(?:-\S+\s+)*install|apk\s+(?:-\S+\s+)*add|(?:pip3?|python3?\s+-m\s+pip|gem|bundle|composer)\s+install|npm\s+(?:install|ci|i)|yarn\s+(?:install|add)|pnpm\s+(?:install|add|i)|git\s+clone|go\s+(?:get|install))(?:\s|[;&|"')]|$)`)

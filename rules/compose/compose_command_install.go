package compose

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var CommandInstall = &lint.Rule{
	ID:       "compose-command-install",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a service installs packages every time it starts",
	Doc: "A package installed at container start is whatever version is current that day. Two\n" +
		"instances of the same service can differ, and a bug can't be traced to a version. Each start\n" +
		"also needs the network and takes longer. In a Dockerfile the same commands run once, and\n" +
		"every instance is identical.",
	FixDoc: "None: the commands belong in the image's Dockerfile, which may not be in this repository.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			for _, key := range []string{"command", "entrypoint"} {
				text := strings.Join(s.Get(key).Strings(), " ")
				if what := effects.InstallsAtStart.FindStringSubmatch(text); what != nil {
					p.Report(compose.At(s, key), fmt.Sprintf(
						"Every container start runs `%s`: it needs the network, and the result depends on the day. Install in the image's Dockerfile.",
						strings.Join(strings.Fields(what[1]), " ")), nil)
					return
				}
			}
		})
	}),
}

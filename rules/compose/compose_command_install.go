package compose

import (
	"fmt"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
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
		"every instance is identical. What the command asks about first, in an `if`, a `case`, a loop or\n" +
		"behind `||`, isn't reported.",
	FixDoc: "None: the commands belong in the image's Dockerfile, which may not be in this repository.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			for _, key := range []string{"command", "entrypoint"} {
				if what := installs(s.Get(key)); what != "" {
					p.Report(compose.At(s, key), fmt.Sprintf(
						"Every container start runs `%s`: it needs the network, and the result depends on the day. Install in the image's Dockerfile.",
						what), nil)
					return
				}
			}
		})
	}),
}

// installs returns the start of the first command that a command line installs packages with, "" if
// there's none, or if its script asks something first.
func installs(value *yaml.Value) string {
	for _, c := range startScript(value).AllCommands() {
		if what := effects.InstallCommand(c); what != "" && !c.Place.Optional() {
			return what
		}
	}
	return ""
}

package rules

import (
	"regexp"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/unit"
)

var unitDockerAutostart = &Rule{
	ID:       "unit-docker-autostart",
	Kinds:    []syntax.Kind{syntax.Unit},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a systemd unit starts a container with the machine",
	Doc: "A unit that is wanted by `multi-user.target` starts its container at every start of the\n" +
		"machine. That is right for a server whose job the container is. On other machines\n" +
		"forgotten containers run in the background, take memory that is not endless, and take\n" +
		"the ports of the same program installed on the host: start them on demand there.\n\n" +
		"The `.container` files of Podman are such units, too.",
	FixDoc: "None: whether the machine is there for this container the file does not say.",
	Check: func(p *Pass) {
		file, ok := p.File.Model.(*unit.File)
		if !ok {
			return
		}
		wanted, starts := false, (*unit.Setting)(nil)
		for i, s := range file.Settings {
			switch {
			case s.Section == "Install" && s.Name == "WantedBy" && atBoot.MatchString(s.Value):
				wanted = true
			case s.Section == "Service" && s.Name == "ExecStart" && startsContainer.MatchString(s.Value), s.Section == "Container" && s.Name == "Image":
				starts = &file.Settings[i]
			}
		}
		if wanted && starts != nil {
			p.Report(starts.Span, "This container starts with the machine and runs whether anybody needs it or not. Where the machine is not there for it, take the `[Install]` section out and start it on demand.", nil)
		}
	},
}

var (
	atBoot          = regexp.MustCompile(`\b(?:multi-user|default|graphical)\.target\b`)
	startsContainer = regexp.MustCompile(`(?:^|/|\s)(?:docker|podman)(?:\s+-\S+)*\s+(?:run|start)\b|(?:^|/|\s)(?:docker\s+compose|docker-compose)(?:\s+\S+)*\s+(?:up|start)\b`)
)

package unit

import (
	"regexp"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/unit"
)

var DockerAutostart = &lint.Rule{
	ID:       "unit-docker-autostart",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a systemd unit starts a container with the machine",
	Doc: "A unit wanted by `multi-user.target` starts its container whenever the machine starts. That's\n" +
		"right for a server that's there to run this container. On other machines, forgotten\n" +
		"containers run in the background. They use memory, and take ports from the same program\n" +
		"installed on the host. Start them on demand there.\n\n" +
		"Podman's `.container` files are such units too.",
	FixDoc: "None: the file doesn't say whether the machine is there for this container.",
	Check: lint.Unit(func(p *lint.UnitPass) {
		wanted, starts := false, (*unit.Setting)(nil)
		for i, s := range p.File.Settings {
			switch {
			case s.Section == "Install" && s.Name == "WantedBy" && atBoot.MatchString(s.Value):
				wanted = true
			case s.Section == "Service" && s.Name == "ExecStart" && startsContainer.MatchString(s.Value), s.Section == "Container" && s.Name == "Image":
				starts = &p.File.Settings[i]
			}
		}
		if wanted && starts != nil {
			p.Report(starts.Span, "This container starts with the machine, whether anyone needs it or not. Unless the machine is there for it, remove the `[Install]` section and start it on demand.", nil)
		}
	}),
}

var (
	atBoot          = regexp.MustCompile(`\b(?:multi-user|default|graphical)\.target\b`)
	startsContainer = regexp.MustCompile(`(?:^|/|\s)(?:docker|podman)(?:\s+-\S+)*\s+(?:run|start)\b|(?:^|/|\s)(?:docker\s+compose|docker-compose)(?:\s+\S+)*\s+(?:up|start)\b`)
)

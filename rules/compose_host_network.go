package rules

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeHostNetwork = &Rule{
	ID:       "compose-host-network",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a service shares the host's network",
	Doc: "With `network_mode: host` every port that the program opens is open on the host, and it\n" +
		"reaches what listens on the host's loopback address only. `ports` says which of them\n" +
		"are meant.",
	FixDoc: "None: which ports are needed the file does not say.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			if v := s.Get("network_mode"); v != nil && v.Text == "host" {
				p.Report(at(s, "network_mode"), "Every port that this program opens is open on the host, and it reaches what listens on the host's loopback only. Publish the ports that are meant with `ports`.", nil)
			}
		})
	},
}

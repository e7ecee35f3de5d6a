package compose

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var HostNetwork = &lint.Rule{
	ID:       "compose-host-network",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a service shares the host's network",
	Doc: "With `network_mode: host`, every port that the program opens is open on the host. The program\n" +
		"can also reach services that listen only on the host's loopback address. With `ports` you\n" +
		"choose which ports to open.",
	FixDoc: "None: the file doesn't say which ports are needed.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			if v := s.Get("network_mode"); v != nil && v.Text == "host" {
				p.Report(compose.At(s, "network_mode"), "Every port this program opens is open on the host, and it can reach services on the host's loopback address. Publish only the ports you need with `ports`.", nil)
			}
		})
	}),
}

package compose

import (
	"path"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var DockerSocket = &lint.Rule{
	ID:       "compose-docker-socket",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a service gets Docker's socket and can do anything to the host that Docker can",
	Doc: "Anyone who can talk to Docker's socket can start a privileged container with the host's disk,\n" +
		"which makes them root on the host. `:ro` makes the socket file read-only, but not the\n" +
		"requests sent through it. A program that only reads container data can use a proxy that\n" +
		"allows only read requests.",
	FixDoc: "None: some programs, such as CI runners, can't do without it. Whether that's worth it is for people to decide.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			for _, m := range compose.Mounts(s) {
				if path.Base(m.Source) == "docker.sock" {
					p.Report(compose.ItemSpan(s, "volumes", m.Value), "Anyone who gets into this container is root on the host through this socket, `:ro` or not. Put a proxy in front that allows only the requests it needs.", nil)
				}
			}
		})
	}),
}

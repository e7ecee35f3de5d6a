package rules

import (
	"path"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeDockerSocket = &Rule{
	ID:       "compose-docker-socket",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a service gets Docker's socket: it can do to the host what Docker can",
	Doc: "Who can talk to Docker's socket can start a privileged container with the host's disk,\n" +
		"and so is root on the host. `:ro` makes the file read-only, not what is said through\n" +
		"it. Programs that only look at containers get along with a proxy that lets through\n" +
		"reading requests.",
	FixDoc: "None: some programs, such as runners of pipelines, cannot do without; that is for people to weigh.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			for _, m := range mounts(s) {
				if path.Base(m.source) == "docker.sock" {
					p.Report(itemSpan(s, "volumes", m.value), "Whoever gets into this container is root on the host: through this socket it can start any container with any of the host's files, `:ro` or not. Put a proxy that only lets through what it needs in front.", nil)
				}
			}
		})
	},
}

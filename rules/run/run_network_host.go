package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var NetworkHost = &lint.Rule{
	ID:       "run-network-host",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a RUN on the build machine's network",
	Doc: "A build runs code that others wrote: packages and their install scripts. BuildKit\n" +
		"keeps it in a sandbox. `--network=host` opens that sandbox, and the build only works\n" +
		"where the builder allows it.",
	FixDoc: "None: only you know whether the RUN works without it.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			for _, f := range in.Flags {
				if in.Name == "RUN" && f.Name == "network" && f.Value == "host" {
					p.Report(f.Span, "This RUN can reach services that listen only on the build machine itself. Remove `--network=host` for the default network, or use `--network=none`.", nil)
				}
			}
		}
	}),
}

package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var SecurityInsecure = &lint.Rule{
	ID:       "run-security-insecure",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a RUN with all privileges on the build machine",
	Doc: "A build runs code that others wrote: packages and their install scripts. BuildKit\n" +
		"keeps it in a sandbox. `--security=insecure` opens that sandbox, and the build only\n" +
		"works where the builder allows it.",
	FixDoc: "None: only you know whether the RUN works without it.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			for _, f := range in.Flags {
				if in.Name == "RUN" && f.Name == "security" && f.Value == "insecure" {
					p.Report(f.Span, "`--security=insecure` lets whatever this RUN downloads act as root on the build machine. Find the privilege it needs, and give that to the container at run time.", nil)
				}
			}
		}
	}),
}

package start

import (
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
)

var ExposeFormat = &lint.Rule{
	ID:       "expose-format",
	BuildKit: []string{"ExposeInvalidFormat"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an EXPOSE with a host address or host port",
	Doc: "EXPOSE documents a port of the container. Docker ignores host addresses and host ports\n" +
		"in it. Whoever starts the container sets them with `docker run -p`.",
	FixDoc: "Removes the host address and the host port. The image is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "EXPOSE" || !buildkit.Warned(p.File, "ExposeInvalidFormat", in) {
				continue
			}
			for _, a := range in.Args {
				at := strings.LastIndexByte(a.Text, ':')
				if at < 0 || strings.Contains(a.Text, "$") {
					continue
				}
				p.Report(a.Span, "EXPOSE ignores everything in front of the container's port. Remove that part, and publish the port with `docker run -p`.",
					&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Removes what EXPOSE ignores. The image is the same.", Edits: []lint.Edit{{Span: a.Span, New: a.Text[at+1:]}}})
			}
		}
	}),
}

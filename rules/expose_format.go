package rules

import "strings"

var exposeFormat = &Rule{
	ID:       "expose-format",
	BuildKit: []string{"ExposeInvalidFormat"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an EXPOSE with a host address or host port",
	Doc: "EXPOSE documents a port of the container. Docker ignores host addresses and host ports\n" +
		"in it. Whoever starts the container sets them with `docker run -p`.",
	FixDoc: "Removes the host address and the host port. The image is the same.",
	Safety: Safe,
	Check: func(p *Pass) {
		for in := range p.triggered() {
			if in.Name != "EXPOSE" || !p.warned("ExposeInvalidFormat", in) {
				continue
			}
			for _, a := range in.Args {
				at := strings.LastIndexByte(a.Text, ':')
				if at < 0 || strings.Contains(a.Text, "$") {
					continue
				}
				p.Report(a.Span, "EXPOSE ignores everything in front of the container's port. Remove that part, and publish the port with `docker run -p`.",
					&Fix{Safety: Safe, SameBuild: true, Note: "Removes what EXPOSE ignores. The image is the same.", Edits: []Edit{{Span: a.Span, New: a.Text[at+1:]}}})
			}
		}
	},
}

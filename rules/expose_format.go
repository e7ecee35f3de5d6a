package rules

import "strings"

var exposeFormat = &Rule{
	ID:       "expose-format",
	BuildKit: []string{"ExposeInvalidFormat"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an EXPOSE with a host in it",
	Doc: "EXPOSE documents a port of the container. Host addresses and host ports in it are\n" +
		"ignored; whoever starts the container says them with `docker run -p`.",
	FixDoc: "Leaves host address and host port out. The image is the same.",
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
				p.Report(a.Span, "EXPOSE takes a port of the container, and what stands in front of it does nothing. Leave it out, and publish the port with `docker run -p`.",
					&Fix{Safety: Safe, SameBuild: true, Note: "The image is the same.", Edits: []Edit{{Span: a.Span, New: a.Text[at+1:]}}})
			}
		}
	},
}

package rules

import "strings"

var exposeProtoCasing = &Rule{
	ID:       "expose-proto-casing",
	BuildKit: []string{"ExposeProtoCasing"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a protocol of EXPOSE that is not written in lower case",
	Doc: "Protocols are written in lower case, `80/tcp`. Docker reads `80/TCP` as the same,\n" +
		"but tools that compare the text do not find it.",
	FixDoc: "Writes the protocol in lower case. The image is the same.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, in := range p.File.Instructions {
			if in.Name != "EXPOSE" {
				continue
			}
			for _, port := range in.Args {
				_, protocol, ok := strings.Cut(port.Text, "/")
				lower := strings.ToLower(protocol)
				if !ok || protocol == lower || strings.Contains(protocol, "$") {
					continue
				}
				span := port.Span
				span.Start = span.End - len(protocol)
				p.Report(span, "Tools that look for `"+lower+"` do not find `"+protocol+"`. Write the protocol in lower case.", &Fix{
					Safety:    Safe,
					SameBuild: true,
					Note:      "The image is the same.",
					Edits:     []Edit{{Span: span, New: lower}},
				})
			}
		}
	},
}

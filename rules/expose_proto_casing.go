package rules

import (
	"fmt"
	"strings"
)

var exposeProtoCasing = &Rule{
	ID:       "expose-proto-casing",
	BuildKit: []string{"ExposeProtoCasing"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a protocol in EXPOSE that isn't lower case",
	Doc: "Protocols are written in lower case, as in `80/tcp`. Docker reads `80/TCP` the same way,\n" +
		"but tools that compare the text don't find it.",
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
				p.Report(span, fmt.Sprintf("Tools that look for `%s` don't find `%s`. Write the protocol in lower case.", lower, protocol), &Fix{
					Safety:    Safe,
					SameBuild: true,
					Note:      "Changes only the case of the protocol. The image is the same.",
					Edits:     []Edit{{Span: span, New: lower}},
				})
			}
		}
	},
}

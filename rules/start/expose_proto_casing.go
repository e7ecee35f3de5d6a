package start

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var ExposeProtoCasing = &lint.Rule{
	ID:       "expose-proto-casing",
	BuildKit: []string{"ExposeProtoCasing"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a protocol in EXPOSE that isn't lower case",
	Doc: "Protocols are written in lower case, as in `80/tcp`. Docker reads `80/TCP` the same way,\n" +
		"but tools that compare the text don't find it.",
	FixDoc: "Writes the protocol in lower case. The image is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
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
				p.Report(span, fmt.Sprintf("Tools that look for `%s` don't find `%s`. Write the protocol in lower case.", lower, protocol), &lint.Fix{
					Safety:    lint.Safe,
					SameBuild: true,
					Note:      "Changes only the case of the protocol. The image is the same.",
					Edits:     []lint.Edit{{Span: span, New: lower}},
				})
			}
		}
	}),
}

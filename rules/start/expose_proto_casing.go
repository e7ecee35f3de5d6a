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
	FixDoc: "Writes the protocol in lower case. The image is the same. None in an ONBUILD: its text is part of the image.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() { // what ONBUILD triggers counts too
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
				var fix *lint.Fix
				if !in.IsTrigger() { // BuildKit puts an ONBUILD's text into the image as it is
					fix = &lint.Fix{
						Safety:    lint.Safe,
						SameBuild: true, // BuildKit must confirm it, or the fix isn't shown
						Note:      "Changes only the case of the protocol. The image is the same.",
						Edits:     []lint.Edit{{Span: span, New: lower}},
					}
				}
				p.Report(span, fmt.Sprintf("Tools that look for `%s` don't find `%s`. Write the protocol in lower case.", lower, protocol), fix)
			}
		}
	}),
}

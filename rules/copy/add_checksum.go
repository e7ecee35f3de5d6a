package copy

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var AddChecksum = &lint.Rule{
	ID:       "add-checksum",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "ADD of a URL without a checksum",
	Doc: "Without a checksum, the image gets whatever the server sends at build time.\n" +
		"`ADD --checksum=sha256:…` makes the build fail if that isn't the file you checked.",
	FixDoc: "None: only you know the checksum of the file you checked.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "ADD" || in.HasFlag("checksum") {
				continue
			}
			sources, _, _ := in.Sources()
			for _, s := range sources {
				if (strings.HasPrefix(s.Text, "https://") || strings.HasPrefix(s.Text, "http://")) && !strings.HasSuffix(s.Text, ".git") && !strings.Contains(s.Text, ".git#") {
					p.Report(s.Span, "The image gets whatever the server sends at build time. Add `--checksum=sha256:…` with the checksum of the file you checked.", nil)
				}
			}
		}
	}),
}

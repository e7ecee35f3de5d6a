package rules

import (
	"strings"
)

var addChecksum = &Rule{
	ID:       "add-checksum",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "ADD of an address without a checksum",
	Doc: "Whatever the server sends on the day of the build is put into the image.\n" +
		"`ADD --checksum=sha256:…` makes the build fail when it is not what you looked at.",
	FixDoc: "None: the checksum that is right is that of the file that you have looked at.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			if in.Name != "ADD" || in.HasFlag("checksum") {
				continue
			}
			sources, _, _ := in.Sources()
			for _, s := range sources {
				if (strings.HasPrefix(s.Text, "https://") || strings.HasPrefix(s.Text, "http://")) && !strings.HasSuffix(s.Text, ".git") && !strings.Contains(s.Text, ".git#") {
					p.Report(s.Span, "Whatever the server sends on the day of the build is put into the image. Add `--checksum=sha256:…`, with the sum of the file that you looked at.", nil)
				}
			}
		}
	},
}

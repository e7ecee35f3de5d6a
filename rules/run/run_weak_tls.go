package run

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var WeakTLS = &lint.Rule{
	ID:       "run-weak-tls",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "an outdated TLS version is allowed",
	Doc: "SSL and the first two versions of TLS are broken: someone between the two sides can read\n" +
		"and change what they carry. Servers have supported TLS 1.2 since 2012.",
	FixDoc: "None: without the option, both sides use the newest version they share. Drydock can't see which versions the server supports.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			for _, w := range c.Words[min(1, len(c.Words)):] {
				if slices.Contains(oldTLS[c.Program()], w.Value) {
					p.Report(w.Span, fmt.Sprintf("`%s` allows a TLS version that others on the network can break. Remove it: both sides then use the newest version they share.", w.Value), nil)
				}
			}
		})
	}),
}

// oldTLS maps a program to its options for broken versions. Source: the manual pages of curl
// and wget.
var oldTLS = map[string][]string{
	"curl": {"-1", "-2", "-3", "--sslv2", "--sslv3", "--tlsv1", "--tlsv1.0", "--tlsv1.1"},
	"wget": {"--secure-protocol=SSLv2", "--secure-protocol=SSLv3", "--secure-protocol=TLSv1", "--secure-protocol=TLSv1_1"},
}

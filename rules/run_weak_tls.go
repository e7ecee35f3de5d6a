package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runWeakTls = &Rule{
	ID:       "run-weak-tls",
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "an old version of TLS is asked for",
	Doc: "SSL and the first two versions of TLS are broken: whoever is on the way can read and\n" +
		"change what they carry. Servers have spoken TLS 1.2 since 2012.",
	FixDoc: "None: without the option the newest version that both sides have is taken; whether the server has it cannot be seen from here.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			for _, w := range c.Words[min(1, len(c.Words)):] {
				if slices.Contains(oldTLS[c.Program()], w.Value) {
					p.Report(w.Span, "`"+w.Value+"` asks for a version of TLS that others on the way can break. Leave it out: both sides take the newest that they have.", nil)
				}
			}
		})
	},
}

// oldTLS are the options that ask for a broken version, by program. From the
// manual pages of curl and wget.
var oldTLS = map[string][]string{
	"curl": {"-1", "-2", "-3", "--sslv2", "--sslv3", "--tlsv1", "--tlsv1.0", "--tlsv1.1"},
	"wget": {"--secure-protocol=SSLv2", "--secure-protocol=SSLv3", "--secure-protocol=TLSv1", "--secure-protocol=TLSv1_1"},
}

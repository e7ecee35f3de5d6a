package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runWeakHash = &Rule{
	ID:       "run-weak-hash",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a download is checked with a broken hash",
	Doc: "For MD5 and SHA-1 others can be made that fit: whoever can change the file on its\n" +
		"way can change it so that the check still passes. SHA-256 and later hold.",
	FixDoc: "None: the new sum has to come from those who publish the file. `sha256sum -c` checks it.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			name := c.Program()
			if (name == "md5sum" || name == "sha1sum") && hasOption(c, "-c", "--check") {
				p.Report(c.Span, "`"+name+"` does not notice a file that was made to fit: MD5 and SHA-1 are broken. Check with `sha256sum`.", nil)
			}
		})
	},
}

package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var WeakHash = &lint.Rule{
	ID:       "run-weak-hash",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a download is verified with a broken hash",
	Doc: "MD5 and SHA-1 are broken: another file can be made that has the same sum. Someone who\n" +
		"can change the file on its way may change it so that the check still passes. SHA-256\n" +
		"and later hold.",
	FixDoc: "None: the new checksum has to come from whoever publishes the file. `sha256sum -c` verifies it.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			name := c.Program()
			if (name == "md5sum" || name == "sha1sum") && hasOption(c, "-c", "--check") {
				p.Report(c.Span, fmt.Sprintf("A forged file can pass `%s`: MD5 and SHA-1 are broken. Use `sha256sum`.", name), nil)
			}
		})
	}),
}

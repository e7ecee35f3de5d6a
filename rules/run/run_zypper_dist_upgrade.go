package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ZypperDistUpgrade = &lint.Rule{
	ID:       "run-zypper-dist-upgrade",
	Aliases:  []string{"DL3035"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`zypper dist-upgrade` in an image",
	Doc: "dist-upgrade moves the image to another release, so the result depends on the day of\n" +
		"the build. Use a newer base image instead.",
	FixDoc: "None: whether the upgrade is needed depends on the base image.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Verb == "dist-upgrade" {
				p.Report(call.Command.Span, fmt.Sprintf("`zypper %s` may give a different image on another day. Use a newer base image instead.", call.VerbWord.Value), nil)
			}
		}, "zypper")
	}),
}

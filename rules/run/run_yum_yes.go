package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var YumYes = &lint.Rule{
	ID:       "run-yum-yes",
	Aliases:  []string{"DL3030"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`yum install` without `-y` waits for an answer nobody can give",
	Doc: "Before it installs, yum asks whether to continue. Nobody can answer in a build, so it\n" +
		"stops there. `-y` answers yes.",
	FixDoc: "Adds `-y`. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		answer(p, "yum", always, "-y")
	}),
}

package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var DnfYes = &lint.Rule{
	ID:       "run-dnf-yes",
	Aliases:  []string{"DL3038"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`dnf install` without `-y` waits for an answer nobody can give",
	Doc: "Before it installs, dnf asks whether to continue. Nobody can answer in a build, so it stops\n" +
		"there. `-y` answers yes.",
	FixDoc: "Adds `-y`. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, manager := range []string{"dnf", "microdnf"} {
			answer(p, manager, []string{"install", "groupinstall", "localinstall", "reinstall", "update", "upgrade", "remove"}, "-y", "-y", "--assumeyes")
		}
	}),
}

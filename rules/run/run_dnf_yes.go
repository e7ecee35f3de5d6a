package run

import (
	"github.com/drydock-dev/drydock/images"
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
		"there. `-y` answers yes. microdnf asks from version 9 of the RHEL family on; the rule is\n" +
		"silent about base images of earlier ones.",
	FixDoc: "Adds `-y`. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		answer(p, "dnf", always, "-y")
		answer(p, "microdnf", func(base images.Image) bool { return !base.SilentMicrodnf() }, "-y")
	}),
}

package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var ZypperYes = &lint.Rule{
	ID:       "run-zypper-yes",
	Aliases:  []string{"DL3034"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`zypper install` without `--non-interactive` waits for an answer nobody can give",
	Doc: "Before it installs, zypper asks whether to continue. Nobody can answer in a build, so it\n" +
		"stops there. `--non-interactive` answers yes.",
	FixDoc: "Adds `--non-interactive`. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		answer(p, "zypper", always, "--non-interactive")
	}),
}

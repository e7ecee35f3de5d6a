package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var ZypperClean = &lint.Rule{
	ID:       "run-zypper-clean",
	Aliases:  []string{"DL3036", "DS-0020"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "zypper downloads stay in the layer",
	Doc: "zypper keeps what it downloads: the lists of all packages, and often the packages. In an\n" +
		"image nobody reads them again, but every pull includes them. Removing them in a later\n" +
		"instruction doesn't help: the layer that holds them already exists.",
	FixDoc: "Adds `zypper clean --all` to the end of the same RUN.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		leavesCache(p, "zypper", "clean --all")
	}),
}

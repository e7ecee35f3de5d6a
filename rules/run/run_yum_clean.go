package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var YumClean = &lint.Rule{
	ID:       "run-yum-clean",
	Aliases:  []string{"DL3032", "DS-0015"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "yum downloads stay in the layer",
	Doc: "yum keeps what it downloads: the lists of all packages, and often the packages. In an\n" +
		"image nobody reads them again, but every pull includes them. Removing them in a later\n" +
		"instruction doesn't help: the layer that holds them already exists.",
	FixDoc: "Adds `yum clean all` to the end of the same RUN.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		leavesCache(p, "yum", "clean all")
	}),
}

package run

import (
	"github.com/drydock-dev/drydock/lint"
)

var MicrodnfClean = &lint.Rule{
	ID:       "run-microdnf-clean",
	Aliases:  []string{"DL3040", "DS-0027"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "microdnf downloads stay in the layer",
	Doc: "microdnf keeps what it downloads: the lists of all packages, and often the packages. Once\n" +
		"everything is installed they're dead weight, but they're pulled with the image. Removing\n" +
		"them in a later instruction doesn't help: the layer that holds them is already made.",
	FixDoc: "Adds `microdnf clean all` to the end of the same RUN.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		leavesCache(p, "microdnf", "clean all")
	}),
}

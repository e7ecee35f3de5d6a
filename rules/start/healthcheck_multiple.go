package start

import (
	"github.com/drydock-dev/drydock/lint"
)

var HealthcheckMultiple = &lint.Rule{
	ID:       "healthcheck-multiple",
	Aliases:  []string{"DL3012", "DS-0023"},
	BuildKit: []string{"MultipleInstructionsDisallowed"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "several HEALTHCHECKs in a stage: only the last one counts",
	Doc: "An image has one health check. Each HEALTHCHECK replaces the one before it, so only\n" +
		"the last one in a stage ever runs.",
	FixDoc: "Removes the HEALTHCHECKs that have no effect, if BuildKit confirms that the build is exactly the same without them. Check that the last one is the one you want.",
	Safety: lint.Safe,
	Check:  lint.Dockerfile(func(p *lint.DockerfilePass) { reportRepeated(p, "HEALTHCHECK") }),
}

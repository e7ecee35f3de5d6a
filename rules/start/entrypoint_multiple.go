package start

import (
	"github.com/drydock-dev/drydock/lint"
)

var EntrypointMultiple = &lint.Rule{
	ID:       "entrypoint-multiple",
	Aliases:  []string{"DL4004", "DS-0007"},
	BuildKit: []string{"MultipleInstructionsDisallowed"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "several ENTRYPOINTs in a stage: only the last one counts",
	Doc: "An image has one entrypoint. Each ENTRYPOINT replaces the one before it, so only the\n" +
		"last one in a stage counts. Often someone has changed the wrong one.",
	FixDoc: "Removes the ENTRYPOINTs that have no effect, if BuildKit confirms that the build is exactly the same without them. Check that the last one is the one you want.",
	Safety: lint.Safe,
	Check:  lint.Dockerfile(func(p *lint.DockerfilePass) { reportRepeated(p, "ENTRYPOINT") }),
}

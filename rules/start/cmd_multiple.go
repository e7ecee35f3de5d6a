package start

import (
	"github.com/drydock-dev/drydock/lint"
)

var CmdMultiple = &lint.Rule{
	ID:       "cmd-multiple",
	Aliases:  []string{"DL4003", "DS-0016"},
	BuildKit: []string{"MultipleInstructionsDisallowed"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "several CMDs in a stage: only the last one counts",
	Doc: "An image has one default command. Each CMD replaces the one before it, so only the\n" +
		"last one in a stage counts. Often someone has changed the wrong one.",
	FixDoc: "Removes the CMDs that have no effect, if BuildKit confirms that the build is exactly the same without them. Check that the last one is the one you want.",
	Safety: lint.Safe,
	Check:  lint.Dockerfile(func(p *lint.DockerfilePass) { reportRepeated(p, "CMD") }),
}

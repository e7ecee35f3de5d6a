package stage

import (
	"github.com/drydock-dev/drydock/lint"
)

var Duplicate = &lint.Rule{
	ID:       "stage-duplicate",
	Aliases:  []string{"DL3024", "DS-0012", "CKV_DOCKER_11"},
	BuildKit: []string{"DuplicateStageName"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`COPY --from` takes the later of two stages with the same name; rename one of them",
	Doc:      "If two stages share a name, `COPY --from=name` takes the later one, whichever was meant.",
	FixDoc:   "None: only you know which of the two was meant.",
	Check:    lint.BuildKitWarnings,
}

package stage

import (
	"github.com/drydock-dev/drydock/lint"
)

var Reserved = &lint.Rule{
	ID:       "stage-reserved",
	Aliases:  []string{"DL3063"},
	BuildKit: []string{"ReservedStageName"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`scratch` and `context` have a special meaning in BuildKit; choose another name",
	Doc: "`scratch` is the empty image and `context` the build context. You can't refer to a stage\n" +
		"with such a name: `FROM scratch` still starts from nothing.",
	FixDoc: "None: only you know what to call the stage.",
	Check:  lint.BuildKitWarnings,
}

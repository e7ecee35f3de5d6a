package start

import (
	"regexp"

	"github.com/drydock-dev/drydock/lint"
)

var ExposePort = &lint.Rule{
	ID:       "expose-port",
	Aliases:  []string{"DL3011", "DS-0008"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a port that doesn't exist",
	Doc: "Ports go up to 65535, and a range has to be valid. BuildKit rejects the file, so\n" +
		"nothing is built.",
	FixDoc:    "None: only you know which port you meant.",
	Rejection: regexp.MustCompile(`^invalid (?:containerPort|hostPort|port|range|proto)`),
	Check:     lint.BuildKitWarnings,
}

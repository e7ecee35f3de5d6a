package rules

import "regexp"

var exposePort = &Rule{
	ID:       "expose-port",
	Aliases:  []string{"DL3011", "DS-0008"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a port that does not exist",
	Doc: "Ports go up to 65535, and a range has to be one. BuildKit does not take the file, so\n" +
		"nothing is built.",
	FixDoc:    "None: which port was meant only you can say.",
	Rejection: regexp.MustCompile(`^invalid (?:containerPort|hostPort|port|range|proto)`),
}

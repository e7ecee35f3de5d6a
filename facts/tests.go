package facts

import "regexp"

// IsTestOnly reports whether a file path or a Makefile target is for tests, where data may be lost.
func IsTestOnly(name string) bool { return testName.MatchString(name) }

// testName matches file paths and Makefile targets that are for tests, where data may be lost.
var testName = regexp.MustCompile(`(?i)(?:^|[./_-])(?:tests?|testing|ci|e2e|integration)(?:[./_-]|$)`)

package rules

var emptyContinuation = &Rule{
	ID:       "empty-continuation",
	BuildKit: []string{"NoEmptyContinuation"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "Remove the empty line, or put a `#` on it",
	Doc: "An empty line inside a continued instruction is skipped today; BuildKit\n" +
		"announces that it will become an error.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

package rules

var fromCasing = &Rule{
	ID:       "from-casing",
	BuildKit: []string{"FromAsCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Write both keywords in the same case",
	Doc: "`FROM image as name` mixes two cases in one instruction. It works, and reads\n" +
		"like an accident.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

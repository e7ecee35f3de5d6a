package rules

var stageCasing = &Rule{
	ID:       "stage-casing",
	BuildKit: []string{"StageNameCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Stage names are compared without case; in lower case everybody writes them the same way",
	Doc: "Build stage names are not case-sensitive. One written `Build` here and `build`\n" +
		"there is the same stage, but readers and searches do not see that.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

package rules

var envUndefined = &Rule{
	ID:       "env-undefined",
	BuildKit: []string{"UndefinedVar"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "It is empty here: declare it with ARG or ENV above, or mend the name",
	Doc: "A variable that neither ARG nor ENV sets is empty, without any error: paths\n" +
		"end too early, versions are missing.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

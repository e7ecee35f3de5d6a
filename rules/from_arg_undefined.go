package rules

var fromArgUndefined = &Rule{
	ID:       "from-arg-undefined",
	Aliases:  []string{"DL3061"},
	BuildKit: []string{"UndefinedArgInFrom"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "Declare the ARG above the first FROM",
	Doc: "FROM sees only the ARGs that stand above the first FROM. Any other variable in\n" +
		"it is empty, and the build stops or starts from another image.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

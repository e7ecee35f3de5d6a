package rules

var fromArgUndefined = &Rule{
	ID:       "from-arg-undefined",
	Aliases:  []string{"DL3061"},
	BuildKit: []string{"UndefinedArgInFrom"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "Declare the ARG above the first FROM",
	Doc: "FROM sees only the ARGs that stand above the first FROM. Any other variable in it is\n" +
		"empty, and the build stops or starts from another image.",
	FixDoc: "None: which ARG was meant, or what its default is, only you can say.",
}

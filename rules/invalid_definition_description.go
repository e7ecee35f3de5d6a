package rules

var invalidDefinitionDescription = &Rule{
	ID:       "InvalidDefinitionDescription",
	BuildKit: []string{"InvalidDefinitionDescription"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Start the comment with the name, or put an empty line after it",
	Doc: "A comment directly above a named stage or an ARG is shown as its description\n" +
		"by `docker build --call=outline`, if it starts with the name. BuildKit counts\n" +
		"this check as experimental and runs it only where the file asks for it.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

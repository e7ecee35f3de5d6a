package rules

var envSecret = &Rule{
	ID:       "env-secret",
	Aliases:  []string{"DL3064", "DS-0031"},
	BuildKit: []string{"SecretsUsedInArgOrEnv"},
	Severity: Warning,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "What is passed so can be read from the image by everyone who has it; use `RUN --mount=type=secret`",
	Doc: "ARG and ENV values are stored in the image and shown by `docker history` and\n" +
		"`docker inspect`. BuildKit judges by the name of the variable alone, so this\n" +
		"is part of the strict profile only.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

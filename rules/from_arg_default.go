package rules

var fromArgDefault = &Rule{
	ID:       "from-arg-default",
	BuildKit: []string{"InvalidDefaultArgInFrom"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Give the ARG a default, so that the file builds without `--build-arg`",
	Doc: "Without a default for the ARG, `docker build .` fails: the name of the base image is\n" +
		"not valid until `--build-arg` gives the value.",
	FixDoc: "None: which value is a good default only you can say.",
}

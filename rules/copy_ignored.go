package rules

var copyIgnored = &Rule{
	ID:       "copy-ignored",
	BuildKit: []string{"CopyIgnoredFile"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`.dockerignore` keeps this file out of the build: the COPY fails",
	Doc: "A source that `.dockerignore` excludes is not there for the build, and the\n" +
		"COPY of it fails.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

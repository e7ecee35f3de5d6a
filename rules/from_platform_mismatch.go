package rules

var fromPlatformMismatch = &Rule{
	ID:       "InvalidBaseImagePlatform",
	BuildKit: []string{"InvalidBaseImagePlatform"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "The base image was made for another platform than the one that is built",
	Doc: "The base image is for another platform than the target: its programs do not\n" +
		"run there.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

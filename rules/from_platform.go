package rules

var fromPlatform = &Rule{
	ID:       "from-platform",
	Aliases:  []string{"DL3029", "DL3065"},
	BuildKit: []string{"FromPlatformFlagConstDisallowed", "RedundantTargetPlatform"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Leave the platform to the one who builds, with `--platform` on the command line",
	Doc: "A platform written into FROM takes the choice from whoever builds: on other\n" +
		"hardware the image is emulated, or fails to start.\n" +
		"`--platform=$TARGETPLATFORM` says what is the default anyway.",
	FixDoc: "None yet: the finding is BuildKit's, which names the line only.",
}

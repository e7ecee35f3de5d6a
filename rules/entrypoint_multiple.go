package rules

var entrypointMultiple = &Rule{
	ID:       "entrypoint-multiple",
	Aliases:  []string{"DL4004", "DS-0007"},
	BuildKit: []string{"MultipleInstructionsDisallowed"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "several ENTRYPOINTs in a stage: only the last one counts",
	Doc: "An image has one entrypoint. Each ENTRYPOINT replaces the one before, so all but\n" +
		"the last of a stage do nothing; often somebody changed the wrong one.",
	FixDoc: "Removes the ENTRYPOINTs that have no effect, where BuildKit confirms that it builds exactly the same without them. Look at whether the last one is the one you mean.",
	Safety: Safe,
	Check:  func(p *Pass) { p.reportRepeated("ENTRYPOINT") },
}

package rules

var healthcheckMultiple = &Rule{
	ID:       "healthcheck-multiple",
	Aliases:  []string{"DL3012", "DS-0023"},
	BuildKit: []string{"MultipleInstructionsDisallowed"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "several HEALTHCHECKs in a stage: only the last one counts",
	Doc: "An image has one health check. Each HEALTHCHECK replaces the one before, so all\n" +
		"but the last of a stage are never run.",
	FixDoc: "Removes the HEALTHCHECKs that have no effect, where BuildKit confirms that it builds exactly the same without them. Look at whether the last one is the one you mean.",
	Safety: Safe,
	Check:  func(p *Pass) { p.reportRepeated("HEALTHCHECK") },
}

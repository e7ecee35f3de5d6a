package rules

var instructionCasing = &Rule{
	ID:       "instruction-casing",
	BuildKit: []string{"ConsistentInstructionCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "Write all instructions in one case",
	Doc:      "Instructions work in any case. Mixed, they are hard to scan for.",
	FixDoc:   "None yet: the finding is BuildKit's, which names the line only.",
}

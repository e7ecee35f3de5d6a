package rules

var stageDuplicate = &Rule{
	ID:       "stage-duplicate",
	Aliases:  []string{"DL3024", "DS-0012", "CKV_DOCKER_11"},
	BuildKit: []string{"DuplicateStageName"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "A name that two stages have means the later one; rename one of them",
	Doc:      "Two stages of one name: `COPY --from=name` takes the later one, whichever was meant.",
	FixDoc:   "None: which of the two was meant only you can say.",
}

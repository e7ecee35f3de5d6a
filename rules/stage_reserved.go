package rules

var stageReserved = &Rule{
	ID:       "stage-reserved",
	Aliases:  []string{"DL3063"},
	BuildKit: []string{"ReservedStageName"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`scratch` and `context` mean something else to BuildKit; choose another name",
	Doc: "`scratch` is the empty image and `context` the build context. A stage of that name\n" +
		"cannot be referred to: `FROM scratch` still starts from nothing.",
	FixDoc: "None: what the stage is to be called only you can say.",
}

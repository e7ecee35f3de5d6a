package rules

var unusedIgnore = &Rule{
	ID:       "unused-ignore",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a comment switches off a rule that reports nothing here",
	Doc: "An ignore comment stays when its line is fixed, and hides the next mistake of the same\n" +
		"kind there. Reported is a name without a finding: that of a rule that is silent here, or\n" +
		"of a rule that doesn't exist.",
	FixDoc: "None: the comment may say more than the name. Remove the name.",
}

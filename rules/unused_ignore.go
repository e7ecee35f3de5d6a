package rules

var unusedIgnore = &Rule{
	ID:       "unused-ignore",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a comment switches off what nobody reports",
	Doc: "A comment that switches a rule off for a line stays when the line is mended, and\n" +
		"hides the next mistake of the same kind there. Reported is a name that no finding\n" +
		"has: of a rule that is silent here, or of none.",
	FixDoc: "None: the comment may say more than the name. Take the name out.",
}

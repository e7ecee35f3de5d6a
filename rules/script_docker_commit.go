package rules

var scriptDockerCommit = &Rule{
	ID:       "script-docker-commit",
	Kinds:    scriptKinds,
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`docker commit` makes an image that nobody can build again",
	Doc: "An image made from a running container holds whatever was done in it by hand, and nothing\n" +
		"says what that was. It cannot be built again, reviewed, or brought up to date. A\n" +
		"Dockerfile says it, and gives the same image each time.",
	FixDoc: "None: what was done in the container only its user knows.",
	Check: func(p *Pass) {
		p.dockerCalls(func(c dockerCall) {
			if c.is("commit") {
				p.Report(c.Span, "Nothing says how this image came to be, so it cannot be built again, reviewed or brought up to date. Write what was done in the container into a Dockerfile.", nil)
			}
		})
	},
}

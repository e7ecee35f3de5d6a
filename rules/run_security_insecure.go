package rules

var runSecurityInsecure = &Rule{
	ID:       "run-security-insecure",
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a RUN with all of the host's privileges",
	Doc: "A build runs code that others wrote: packages and their install scripts. BuildKit\n" +
		"keeps it in a sandbox. `--security=insecure` opens that, and the build works only\n" +
		"where the builder was told to allow it.",
	FixDoc: "None: whether the RUN works without it only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			for _, f := range in.Flags {
				if in.Name == "RUN" && f.Name == "security" && f.Value == "insecure" {
					p.Report(f.Span, "`--security=insecure` runs this without the sandbox of the build: what it downloads and executes can do to the build machine whatever root can. Find out which privilege it needs, and give that to the container that needs it, at run time.", nil)
				}
			}
		}
	},
}

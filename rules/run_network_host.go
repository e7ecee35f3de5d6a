package rules

var runNetworkHost = &Rule{
	ID:       "run-network-host",
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a RUN in the network of the build machine",
	Doc: "A build runs code that others wrote: packages and their install scripts. BuildKit\n" +
		"keeps it in a sandbox. `--network=host` opens that, and the build works only where\n" +
		"the builder was told to allow it.",
	FixDoc: "None: whether the RUN works without it only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			for _, f := range in.Flags {
				if in.Name == "RUN" && f.Name == "network" && f.Value == "host" {
					p.Report(f.Span, "`--network=host` puts this RUN into the network of the build machine: it reaches services there that listen for the machine alone. Use the network of the build, the default, or `none`.", nil)
				}
			}
		}
	},
}

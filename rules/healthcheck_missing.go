package rules

var healthcheckMissing = &Rule{
	ID:       "healthcheck-missing",
	Aliases:  []string{"DL3057", "DS-0026", "CKV_DOCKER_2"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "no HEALTHCHECK",
	Doc: "Docker and Swarm then take the container for healthy as long as its process runs,\n" +
		"also when it answers nobody. Kubernetes has probes of its own and ignores\n" +
		"HEALTHCHECK, which is why only the strict profile has this rule.",
	FixDoc: "None: how to ask the program for its health only you can say.",
	Check: func(p *Pass) {
		final := p.finalStage()
		if final.Inherited("HEALTHCHECK") == nil {
			p.Report(final.From.Span, "Without a HEALTHCHECK Docker takes the container for healthy as long as its process runs, also when it answers nobody. Add one, or `HEALTHCHECK NONE`.", nil)
		}
	},
}

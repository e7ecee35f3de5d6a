package start

import (
	"github.com/drydock-dev/drydock/lint"
)

var HealthcheckMissing = &lint.Rule{
	ID:       "healthcheck-missing",
	Aliases:  []string{"DL3057", "DS-0026", "CKV_DOCKER_2"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "no HEALTHCHECK",
	Doc: "Without one, Docker and Swarm treat the container as healthy while its process runs,\n" +
		"even if the app has stopped responding. Kubernetes has its own probes and ignores\n" +
		"HEALTHCHECK, so only the strict profile has this rule.",
	FixDoc: "None: only you know how to check the program's health.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		final := p.File.FinalStage()
		if final.Inherited("HEALTHCHECK") == nil {
			p.Report(final.From.Span, "Without a HEALTHCHECK, Docker can't tell that the app has stopped responding. Add one, or `HEALTHCHECK NONE`.", nil).Subject = lint.TheImage
		}
	}),
}

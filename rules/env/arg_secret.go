package env

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
)

var ArgSecret = &lint.Rule{
	ID:       "arg-secret",
	Aliases:  []string{"DL3064", "DS-0031"},
	BuildKit: []string{"SecretsUsedInArgOrEnv"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a secret in an ARG",
	Doc: "The value of an ARG is part of the image's history. `docker history` shows it to\n" +
		"everyone who can pull the image, with each RUN that ran while it was set. `RUN\n" +
		"--mount=type=secret,id=token,env=TOKEN …` gives the secret to one RUN and leaves\n" +
		"nothing behind; `docker build --secret id=token,env=TOKEN` passes it.\n\n" +
		"By default, only a value that may be a secret is reported. The strict profile also\n" +
		"reports a name alone, as BuildKit and hadolint do.",
	FixDoc: "None: only you know which RUN needs the secret and where it comes from.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			arg, ok := in.Parsed.(*instructions.ArgCommand)
			if !ok {
				continue
			}
			for i, a := range arg.Args[:min(len(arg.Args), len(in.Args))] {
				reportSecret(p, in.Stage, in.Args[i].Span, a.Key, a.ValueString(),
					fmt.Sprintf("Anyone who can pull the image can read `%[1]s` in its history. Pass it to the RUN that needs it: `RUN --mount=type=secret,id=%[2]s,env=%[1]s`.", a.Key, strings.ToLower(a.Key)))
			}
		}
	}),
}

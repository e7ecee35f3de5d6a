package rules

import "github.com/moby/buildkit/frontend/dockerfile/instructions"

var envSecret = &Rule{
	ID:       "env-secret",
	Aliases:  []string{"DL3064", "DS-0031"},
	BuildKit: []string{"SecretsUsedInArgOrEnv"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a secret in an ENV",
	Doc: "The values of ENV are part of the image: `docker inspect` shows them to everyone who\n" +
		"can pull it, and every process of the container has them. Give the secret to the\n" +
		"container when it starts, and to a RUN by `RUN\n" +
		"--mount=type=secret,id=token,env=TOKEN …`, which leaves nothing behind.\n\n" +
		"Reported to everyone is a value that may be a secret. A name alone (`ENV\n" +
		"API_TOKEN=`) is reported in the strict profile, as BuildKit and hadolint do.",
	FixDoc: "None: where the secret is to come from only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			env, ok := in.Parsed.(*instructions.EnvCommand)
			if !ok {
				continue
			}
			for i, pair := range env.Env {
				at := in.Span
				if len(in.Args) == len(env.Env) {
					at = in.Args[i].Span
				}
				p.reportSecret(in.Stage, at, pair.Key, pair.Value, "`"+pair.Key+"` is stored in the image, and everyone who can pull it can read it. Give it to the container at start, and to a RUN with `--mount=type=secret,env="+pair.Key+"`.")
			}
		}
	},
}

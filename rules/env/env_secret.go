package env

import (
	"fmt"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
)

var Secret = &lint.Rule{
	ID:       "env-secret",
	Aliases:  []string{"DL3064", "DS-0031"},
	BuildKit: []string{"SecretsUsedInArgOrEnv"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a secret in an ENV",
	Doc: "The values of ENV are part of the image. `docker inspect` shows them to everyone who can\n" +
		"pull it, and every process of the container has them. Pass the secret to the container\n" +
		"when it starts. For a RUN, use `RUN --mount=type=secret,id=token,env=TOKEN …`, which\n" +
		"leaves nothing behind.\n\n" +
		"By default, only a value that may be a secret is reported. The strict profile also\n" +
		"reports a name alone (`ENV API_TOKEN=`), as BuildKit and hadolint do, but no value that\n" +
		"can't be a secret: `none`, `true`, a version, a path.",
	FixDoc: "None: only you know where the secret should come from.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			env, ok := in.Parsed.(*instructions.EnvCommand)
			if !ok {
				continue
			}
			for i, pair := range env.Env {
				at := in.Span
				if len(in.Args) == len(env.Env) {
					at = in.Args[i].Span
				}
				reportSecret(p, in.Stage, at, pair.Key, pair.Value,
					fmt.Sprintf("Anyone who can pull the image can read `%[1]s`. Pass it when the container starts, or to a RUN with `--mount=type=secret,env=%[1]s`.", pair.Key))
			}
		}
	}),
}

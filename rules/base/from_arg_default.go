package base

import (
	"github.com/drydock-dev/drydock/lint"
)

var FromArgDefault = &lint.Rule{
	ID:       "from-arg-default",
	BuildKit: []string{"InvalidDefaultArgInFrom"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "Give the ARG a default so that the file builds without `--build-arg`",
	Doc: "Without a default for the ARG, `docker build .` fails: the base image's name isn't valid\n" +
		"until `--build-arg` sets the value. Silent if every build of the file that the repository\n" +
		"describes gives one: see [the build context](../build-context.md).",
	FixDoc: "None: only you know a good default.",
	Check: lint.BuildKitWarningsIf(func(p *lint.DockerfilePass, line int) bool {
		in := p.File.InstructionAt(line)
		return in == nil || !p.Facts.AllGive(p.File, in.Variables()...)
	}),
}

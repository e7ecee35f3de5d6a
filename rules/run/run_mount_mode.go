package run

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var MountMode = &lint.Rule{
	ID:       "run-mount-mode",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a mount in a RUN is writable for everyone",
	Doc: "`mode=0777` and the like let every user in the build write to a mounted secret, socket or\n" +
		"cache. That includes a package's install script. By default, only the RUN's user can read a\n" +
		"secret.",
	FixDoc: "None: only you know who has to write there. Without `mode` the default applies. `uid` gives the mount to one user.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			run, ok := in.Parsed.(*instructions.RunCommand)
			if !ok {
				continue
			}
			for i, m := range instructions.GetMounts(run) {
				if m.Mode != nil && *m.Mode&0o002 != 0 {
					p.Report(mountSpan(in, i), "Every user in the build can change what is mounted here. Remove `mode`, or give the mount to one user with `uid`.", nil)
				}
			}
		}
	}),
}

// mountSpan returns the span of an instruction's mount by its number, counted from 0.
func mountSpan(in *dockerfile.Instruction, number int) syntax.Span {
	for _, f := range in.Flags {
		if f.Name == "mount" {
			if number == 0 {
				return f.Span
			}
			number--
		}
	}
	return in.Span
}

package rules

import (
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

var runMountMode = &Rule{
	ID:       "run-mount-mode",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "what is mounted into a RUN may be changed by everyone",
	Doc: "`mode=0777` and its like let every user of the build write to a secret, a socket or\n" +
		"a cache that is mounted, a package's install script among them. The default lets the\n" +
		"RUN's user read a secret, and nobody else.",
	FixDoc: "None: who has to write there only you can say. Without `mode` the default holds; `uid` gives the mount to one user.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			run, ok := in.Parsed.(*instructions.RunCommand)
			if !ok {
				continue
			}
			for i, m := range instructions.GetMounts(run) {
				if m.Mode != nil && *m.Mode&0o002 != 0 {
					p.Report(mountSpan(in, i), "Every user of the build may change what is mounted here. Leave `mode` out, or give the mount to one user with `uid`.", nil)
				}
			}
		}
	},
}

// mountSpan returns where the mount of a number stands.
func mountSpan(in *syntax.Instruction, number int) syntax.Span {
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

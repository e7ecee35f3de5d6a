package compose

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var Privileged = &lint.Rule{
	ID:       "compose-privileged",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a service runs privileged and has full control of the host",
	Doc: "A privileged container has every capability and every device of the host. Anyone who gets\n" +
		"into it can mount the host's disk and is root there. Nearly always, one capability\n" +
		"(`cap_add`) or one device (`devices`) is enough.",
	FixDoc: "None: only the program's manual says which capabilities or devices it needs.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			if v := s.Get("privileged"); v != nil && v.Text == "true" {
				p.Report(compose.At(s, "privileged"), "Anyone who gets into this privileged container is root on the host. Grant only the capabilities and devices it needs, with `cap_add` or `devices`.", nil)
			}
		})
	}),
}

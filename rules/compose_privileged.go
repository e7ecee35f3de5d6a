package rules

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composePrivileged = &Rule{
	ID:       "compose-privileged",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a service runs privileged: it owns the host",
	Doc: "A privileged container has every capability and every device of the host: whoever gets\n" +
		"into it can mount the host's disk and is root there. Nearly always one capability\n" +
		"(`cap_add`) or one device (`devices`) is what is needed.",
	FixDoc: "None: which capabilities or devices the program needs only its manual says.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			if v := s.Get("privileged"); v != nil && v.Text == "true" {
				p.Report(at(s, "privileged"), "Whoever gets into this container is root on the host: it has all of its devices and rights. Give it only what it needs, with `cap_add` or `devices`.", nil)
			}
		})
	},
}

package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composePortAllInterfaces = &Rule{
	ID:       "compose-port-all-interfaces",
	Kinds:    []syntax.Kind{syntax.Compose},
	Aliases:  []string{"no-unbound-port-interfaces"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a store's port is published on all of the host's addresses",
	Doc: "`5432:5432` publishes a database on every address of the host, past most firewalls,\n" +
		"since Docker writes its own rules in front of theirs. Other services of the file reach\n" +
		"it without `ports`; for a client on the host `127.0.0.1:5432:5432` is enough.\n\n" +
		"The rule looks at databases and caches that are known, at their own port.",
	FixDoc: "Publishes the port on the host's loopback address only. Programs on other machines no longer reach it.",
	Safety: Review,
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			known, ok := storeOf(s)
			ports := s.Get("ports")
			if !ok || ports == nil {
				return
			}
			for _, item := range ports.Items {
				host, container, found := strings.Cut(item.Text, ":")
				if item.Kind != yaml.Scalar || !found || container != known.port && !strings.HasPrefix(container, known.port+"/") || strings.Trim(host, "0123456789") != "" || host == "" {
					continue
				}
				var fix *Fix
				span := at(s, "ports")
				if item.Exact && !item.Shared {
					span = item.Span
					quote := ""
					if c := p.File.Source[item.Span.Start]; c == '"' || c == '\'' {
						quote = string(c)
					}
					fix = &Fix{
						Safety: Review, Note: "Programs on other machines no longer reach the port.",
						Edits: []Edit{{Span: item.Span, New: quote + "127.0.0.1:" + item.Text + quote}}, Places: []string{"services." + s.Name + ".ports"},
					}
				}
				p.Report(span, known.name+" is open to whoever reaches this machine: Docker publishes the port on all addresses, past the firewall. Publish it on `127.0.0.1`, or not at all: the other services reach it without.", fix)
			}
		})
	},
}

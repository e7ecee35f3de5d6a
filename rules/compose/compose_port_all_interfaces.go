package compose

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var PortAllInterfaces = &lint.Rule{
	ID:       "compose-port-all-interfaces",
	Aliases:  []string{"no-unbound-port-interfaces"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a database's or cache's port is published on all of the host's addresses",
	Doc: "`5432:5432` publishes a database on every address of the host. Most firewalls don't stop it,\n" +
		"since Docker puts its own rules in front of theirs. Other services in the file reach the\n" +
		"database without `ports`. For a client on the host, `127.0.0.1:5432:5432` is enough.\n\n" +
		"The rule checks only databases and caches it knows, at their default port.",
	FixDoc: "Publishes the port on the host's loopback address only. Programs on other machines no longer reach it.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			known, ok := images.StoreOf(s)
			ports := s.Get("ports")
			if !ok || ports == nil {
				return
			}
			for _, item := range ports.Items {
				host, container, found := strings.Cut(portDefault.ReplaceAllString(item.Text, "$1"), ":")
				if item.Kind != yaml.Scalar || !found || container != known.Port && !strings.HasPrefix(container, known.Port+"/") || strings.Trim(host, "0123456789") != "" || host == "" {
					continue
				}
				var fix *lint.Fix
				span := compose.At(s, "ports")
				if item.Exact && !item.Shared {
					span = item.Span
					quote := ""
					if c := p.File.Source[item.Span.Start]; c == '"' || c == '\'' {
						quote = string(c)
					}
					fix = &lint.Fix{
						Safety: lint.Review, Note: "Check that no program on another machine needs this port.",
						Edits: []lint.Edit{{Span: item.Span, New: quote + "127.0.0.1:" + item.Text + quote}}, Places: []string{"services." + s.Name + ".ports"},
					}
				}
				p.Report(span, fmt.Sprintf(
					"Anyone who can reach this host can reach %s, since Docker bypasses most firewalls. Bind the port to `127.0.0.1`, or remove it if only other services connect.",
					known.Name), fix)
			}
		})
	}),
}

// portDefault matches a variable with a port as its default.
var portDefault = regexp.MustCompile(`\$\{\w+:?-(\d+)\}`)

package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeDuplicatePort = &Rule{
	ID:       "compose-duplicate-port",
	Kinds:    []syntax.Kind{syntax.Compose},
	Aliases:  []string{"no-duplicate-exported-ports"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "two services publish the same port of the host",
	Doc: "A port of the host belongs to one container. The second service that asks for it does not\n" +
		"start: \"port is already allocated\". Services with `profiles` are left alone, since they\n" +
		"may never run together.",
	FixDoc: "None: which of the two is to have another port only you can say.",
	Check: func(p *Pass) {
		taken := map[string]string{} // services by the port
		p.services(func(s compose.Service) {
			ports := s.Get("ports")
			if ports == nil || s.Get("profiles") != nil || s.Get("network_mode") != nil {
				return
			}
			for _, item := range ports.Items {
				port, ok := published(item)
				if !ok {
					continue
				}
				other, known := taken[port]
				if !known {
					taken[port] = s.Name
					continue
				}
				p.Report(itemSpan(s, "ports", item), "The service `"+other+"` publishes the same port of the host, and only one of the two can start. Give one of them another.", nil)
			}
		})
	},
}

// published returns the port of the host, with its address and protocol, that an entry
// of ports takes; false for none, ranges and variables.
func published(item *yaml.Value) (port string, ok bool) {
	if item.Kind != yaml.Scalar || strings.ContainsAny(item.Text, "$-[") {
		return "", false
	}
	text, protocol, _ := strings.Cut(item.Text, "/")
	i := strings.LastIndex(text, ":")
	if i < 0 || protocol != "" && protocol != "tcp" && protocol != "udp" {
		return "", false
	}
	if protocol == "" {
		protocol = "tcp"
	}
	return text[:i] + "/" + protocol, text[:i] != ""
}

package rules

import (
	"fmt"
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
	Summary:  "two services publish the same host port",
	Doc: "Only one container can use a given host port. The second service that asks for it doesn't\n" +
		"start: \"port is already allocated\". The rule skips services with `profiles`, since they may\n" +
		"never run together.",
	FixDoc: "None: only you can say which port should change.",
	Check: func(p *Pass) {
		taken := map[string]string{} // host port to service
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
				p.Report(itemSpan(s, "ports", item), fmt.Sprintf(
					"Docker can't publish this host port twice, and service `%s` already uses it. Change one of the ports.", other), nil)
			}
		})
	},
}

// published returns the host port that an item of ports takes, as [address:]port/protocol.
// It returns false if there is none, and for ranges and variables.
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

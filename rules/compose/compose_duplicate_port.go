package compose

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var DuplicatePort = &lint.Rule{
	ID:       "compose-duplicate-port",
	Aliases:  []string{"no-duplicate-exported-ports"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "two services publish the same host port",
	Doc: "Only one container can use a given host port. The second service that asks for it doesn't\n" +
		"start: \"port is already allocated\". The rule skips services with `profiles`, since they may\n" +
		"never run together.",
	FixDoc: "None: only you can say which port should change.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		taken := map[string]string{} // host port to service
		p.File.EachService(func(s compose.Service) {
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
				p.Report(compose.ItemSpan(s, "ports", item), fmt.Sprintf(
					"Docker can't publish this host port twice, and service `%s` already uses it. Change one of the ports.", other), nil)
			}
		})
	}),
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

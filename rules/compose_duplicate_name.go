package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeDuplicateName = &Rule{
	ID:       "compose-duplicate-name",
	Kinds:    []syntax.Kind{syntax.Compose},
	Aliases:  []string{"no-duplicate-container-names"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "two services want the same name for their container",
	Doc: "A name belongs to one container of the host. The second service that asks for it does not\n" +
		"start. Without `container_name` Compose makes names that differ.",
	FixDoc: "None: which of the two is to have the name only you can say.",
	Check: func(p *Pass) {
		taken := map[string]string{} // services by the name
		p.services(func(s compose.Service) {
			v := s.Get("container_name")
			if v == nil || v.Text == "" || strings.Contains(v.Text, "$") || s.Get("profiles") != nil {
				return
			}
			other, known := taken[v.Text]
			if !known {
				taken[v.Text] = s.Name
				return
			}
			p.Report(at(s, "container_name"), "The service `"+other+"` has the same container name, and only one of the two can start. Take the line out, and Compose makes a name.", nil)
		})
	},
}

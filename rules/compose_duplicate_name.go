package rules

import (
	"fmt"
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
	Summary:  "two services ask for the same container name",
	Doc: "Only one container on a host can have a given name. The second service that asks for it\n" +
		"doesn't start. Without `container_name`, Compose generates names that differ.",
	FixDoc: "None: only you can say which service should keep the name.",
	Check: func(p *Pass) {
		taken := map[string]string{} // container name to service
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
			p.Report(at(s, "container_name"), fmt.Sprintf(
				"Only one of the two services can start: `%s` has the same container name. Remove `container_name` and Compose generates one.", other), nil)
		})
	},
}

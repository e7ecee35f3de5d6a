package compose

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var DuplicateName = &lint.Rule{
	ID:       "compose-duplicate-name",
	Aliases:  []string{"no-duplicate-container-names"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "two services ask for the same container name",
	Doc: "Only one container on a host can have a given name. The second service that asks for it\n" +
		"doesn't start. Without `container_name`, Compose generates names that differ.",
	FixDoc: "None: only you can say which service should keep the name.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		taken := map[string]string{} // container name to service
		p.File.EachService(func(s compose.Service) {
			v := s.Get("container_name")
			if v == nil || v.Text == "" || strings.Contains(v.Text, "$") || s.Get("profiles") != nil {
				return
			}
			other, known := taken[v.Text]
			if !known {
				taken[v.Text] = s.Name
				return
			}
			p.Report(compose.At(s, "container_name"), fmt.Sprintf(
				"Only one of the two services can start: `%s` has the same container name. Remove `container_name` and Compose generates one.", other), nil)
		})
	}),
}

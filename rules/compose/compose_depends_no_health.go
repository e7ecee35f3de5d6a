package compose

import (
	"fmt"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var DependsNoHealth = &lint.Rule{
	ID:       "compose-depends-no-health",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a service waits for a database's container, not for the database",
	Doc: "The short form of `depends_on` waits only until the other container has started. A database\n" +
		"needs more seconds before it answers, so the service's first connection fails now and then.\n" +
		"Add a `healthcheck` to the database and `condition: service_healthy` to the service. Then\n" +
		"the service waits until the database answers.",
	FixDoc: "None: how to check that the database is ready depends on its accounts.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		file := p.File
		stores := map[string]images.Store{}
		for _, s := range file.Services {
			if known, ok := images.StoreOf(s); ok {
				stores[s.Name] = known
			}
		}
		p.File.EachService(func(s compose.Service) {
			depends := s.Get("depends_on")
			if depends == nil || depends.Kind != yaml.List {
				return
			}
			for _, item := range depends.Items {
				if known, ok := stores[item.Text]; ok && item.Kind == yaml.Scalar {
					p.Report(compose.ItemSpan(s, "depends_on", item), fmt.Sprintf(
						"The first connection may fail: the `%s` container starts before %s answers. Add a `healthcheck` to it and wait with `condition: service_healthy`.",
						item.Text, known.Name), nil)
				}
			}
		})
	}),
}

package rules

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeDependsNoHealth = &Rule{
	ID:       "compose-depends-no-health",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a service waits for a database's container, not for the database",
	Doc: "`depends_on` in its short form waits until the other container has started. A database\n" +
		"takes seconds more before it answers, and the service fails on its first connection,\n" +
		"now and then. With a `healthcheck` there and `condition: service_healthy` here it waits\n" +
		"until the database answers.",
	FixDoc: "None: how to ask the database whether it is ready depends on its accounts.",
	Check: func(p *Pass) {
		file, ok := p.File.Model.(*compose.File)
		if !ok {
			return
		}
		stores := map[string]store{}
		for _, s := range file.Services {
			if known, ok := storeOf(s); ok {
				stores[s.Name] = known
			}
		}
		p.services(func(s compose.Service) {
			depends := s.Get("depends_on")
			if depends == nil || depends.Kind != yaml.List {
				return
			}
			for _, item := range depends.Items {
				if known, ok := stores[item.Text]; ok && item.Kind == yaml.Scalar {
					p.Report(itemSpan(s, "depends_on", item), "This waits until the container of `"+item.Text+"` has started; "+known.name+" answers only later, and the first connection may fail. Give it a `healthcheck` and wait with `condition: service_healthy`.", nil)
				}
			}
		})
	},
}

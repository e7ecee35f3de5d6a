package rules

import (
	"encoding/json"

	"github.com/invopop/jsonschema"
)

// Schema returns the JSON Schema of drydock.yaml, made from the type that it is
// read into and from the rules.
func Schema() ([]byte, error) {
	reflector := jsonschema.Reflector{ExpandedStruct: true, DoNotReference: true}
	schema := reflector.Reflect(&settingsFile{})
	schema.ID = "https://raw.githubusercontent.com/drydock-dev/drydock/main/docs/drydock.schema.json"
	schema.Title = "Drydock's settings"
	if rules, ok := schema.Properties.Get("rules"); ok {
		rules.AdditionalProperties = jsonschema.FalseSchema
		rules.Properties = jsonschema.NewProperties()
		rules.PatternProperties = map[string]*jsonschema.Schema{shellCode.String(): severitySchema("one of ShellCheck's findings")}
		for _, r := range All {
			for _, name := range r.Names() {
				rules.Properties.Set(name, severitySchema(r.Summary))
			}
		}
	}
	if labels, ok := schema.Properties.Get("labels"); ok {
		labels.AdditionalProperties = &jsonschema.Schema{Type: "string", Enum: anyOf(labelForms)}
	}
	return json.MarshalIndent(schema, "", "  ")
}

func severitySchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Enum: anyOf(severityNames), Description: description}
}

func anyOf(names []string) []any {
	var values []any
	for _, n := range names {
		values = append(values, n)
	}
	return values
}

package config

import (
	"encoding/json"
	"slices"

	"github.com/invopop/jsonschema"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
)

// Schema returns the JSON Schema of drydock.yaml, made from the type that it is read into, from the
// kinds of files, and from the rules of a catalogue.
func Schema(catalogue lint.Catalogue) ([]byte, error) {
	reflector := jsonschema.Reflector{ExpandedStruct: true, DoNotReference: true}
	schema := reflector.Reflect(&settingsFile{})
	schema.ID = "https://raw.githubusercontent.com/drydock-dev/drydock/main/docs/drydock.schema.json"
	schema.Title = "Drydock's settings"
	if rules, ok := schema.Properties.Get("rules"); ok {
		rules.AdditionalProperties = jsonschema.FalseSchema
		rules.Properties = jsonschema.NewProperties()
		rules.PatternProperties = map[string]*jsonschema.Schema{}
		for _, r := range catalogue {
			if r.Codes != nil {
				rules.PatternProperties[r.Codes.String()] = severitySchema("one of ShellCheck's findings")
			}
			for _, name := range r.Names() {
				rules.Properties.Set(name, severitySchema(r.Summary))
			}
		}
	}
	if list, ok := schema.Properties.Get("never-ignore"); ok {
		list.Items = ruleNameSchema(catalogue)
	}
	if list, ok := schema.Properties.Get("kinds"); ok {
		list.Items.Enum = anyOf(kinds.Names())
	}
	if labels, ok := schema.Properties.Get("labels"); ok {
		labels.AdditionalProperties = &jsonschema.Schema{Type: "string", Enum: anyOf(lint.LabelForms)}
	}
	return json.MarshalIndent(schema, "", "  ")
}

// ruleNameSchema allows what a rule, or one code of a rule's findings, can be called.
func ruleNameSchema(catalogue lint.Catalogue) *jsonschema.Schema {
	var names []string
	var forms []*jsonschema.Schema
	for _, r := range catalogue {
		if r.Codes != nil {
			forms = append(forms, &jsonschema.Schema{Pattern: r.Codes.String()})
		}
		for _, name := range r.Names() {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return &jsonschema.Schema{Type: "string", AnyOf: append(forms, &jsonschema.Schema{Enum: anyOf(names)})}
}

func severitySchema(description string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Enum: anyOf(lint.SeverityNames()), Description: description}
}

func anyOf(names []string) []any {
	var values []any
	for _, n := range names {
		values = append(values, n)
	}
	return values
}

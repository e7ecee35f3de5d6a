package githubtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// described serves a request and checks the answer against GitHub's API descriptions. It fills
// in required fields that the fake leaves out.
func (s *Server) described(w http.ResponseWriter, r *http.Request, body []byte, rest http.Handler) {
	recorder := httptest.NewRecorder()
	rest.ServeHTTP(recorder, r)
	text := recorder.Body.Bytes()
	if isJSON := strings.HasPrefix(recorder.Header().Get("Content-Type"), "application/json"); isJSON {
		filled, problem := s.Schemas.answer(r, body, recorder.Code, text)
		if problem != "" {
			s.report("the fake's answer to " + r.Method + " " + r.URL.Path + ": " + problem)
		} else {
			text = filled
		}
	}
	maps.Copy(w.Header(), recorder.Header())
	w.WriteHeader(recorder.Code)
	_, _ = w.Write(text) // fails if the client hangs up
}

// answer returns an answer with all required fields, or what is wrong with it.
func (s *Schemas) answer(r *http.Request, request []byte, status int, text []byte) (filled []byte, problem string) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err.Error()
	}
	if r.URL.Path == "/graphql" {
		return text, s.graphAnswer(request, value)
	}
	template := templateOf(r.URL.Path)
	operation := s.rest.Paths.Value(template).GetOperation(r.Method)
	if operation == nil {
		return text, "" // the request itself is reported
	}
	response := operation.Responses.Value(strconv.Itoa(status))
	switch {
	case response == nil && status < 400:
		return nil, fmt.Sprintf("%s %s has no answer with status %d", r.Method, template, status)
	case response == nil, response.Value.Content.Get("application/json") == nil:
		return text, ""
	}
	schema := response.Value.Content.Get("application/json").Schema.Value
	if problem := unknown(schema, value, ""); problem != "" {
		return nil, problem
	}
	value = fill(schema, value)
	if err := schema.VisitJSON(value); err != nil {
		return nil, err.Error()
	}
	filled, err := json.Marshal(value)
	if err != nil {
		return nil, err.Error()
	}
	return filled, ""
}

// variants returns the schemas that a schema combines, itself first.
func variants(schema *openapi3.Schema) []*openapi3.Schema {
	all := []*openapi3.Schema{schema}
	for _, refs := range []openapi3.SchemaRefs{schema.AllOf, schema.AnyOf, schema.OneOf} {
		for _, ref := range refs {
			all = append(all, variants(ref.Value)...)
		}
	}
	return all
}

// unknown returns the property of a value that no variant of its schema has, "" if there is
// none.
func unknown(schema *openapi3.Schema, value any, at string) string {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			for _, variant := range variants(schema) {
				if variant.Items != nil {
					if problem := unknown(variant.Items.Value, item, at+"[]"); problem != "" {
						return problem
					}
				}
			}
		}
	case map[string]any:
		for name, inner := range v {
			known := false
			for _, variant := range variants(schema) {
				if property := variant.Properties[name]; property != nil {
					known = true
					if problem := unknown(property.Value, inner, at+"."+name); problem != "" {
						return problem
					}
				}
			}
			if !known && len(schema.Properties) > 0 {
				return "GitHub has no " + at + "." + name
			}
		}
	}
	return ""
}

// fill adds the properties that a value's schema requires.
func fill(schema *openapi3.Schema, value any) any {
	for _, ref := range schema.AllOf {
		value = fill(ref.Value, value)
	}
	for _, ref := range slices.Concat(schema.AnyOf, schema.OneOf) {
		if filled := fill(ref.Value, clone(value)); ref.Value.VisitJSON(filled) == nil {
			value = filled
			break
		}
	}
	switch v := value.(type) {
	case []any:
		if schema.Items != nil {
			for i := range v {
				v[i] = fill(schema.Items.Value, v[i])
			}
		}
	case map[string]any:
		for name, property := range schema.Properties {
			if given, ok := v[name]; ok {
				v[name] = fill(property.Value, given)
			} else if slices.Contains(schema.Required, name) {
				v[name] = least(property.Value)
			}
		}
	}
	return value
}

func clone(value any) any {
	switch v := value.(type) {
	case []any:
		v = slices.Clone(v)
		for i := range v {
			v[i] = clone(v[i])
		}
		return v
	case map[string]any:
		v = maps.Clone(v)
		for name := range v {
			v[name] = clone(v[name])
		}
		return v
	}
	return value
}

// least returns the smallest value of a schema.
func least(schema *openapi3.Schema) any {
	switch {
	case schema.Nullable:
		return nil
	case len(schema.Enum) > 0:
		return schema.Enum[0]
	case len(schema.AnyOf) > 0:
		return least(schema.AnyOf[0].Value)
	case len(schema.OneOf) > 0:
		return least(schema.OneOf[0].Value)
	case schema.Type.Is("array"):
		return []any{}
	case schema.Type.Is("string") && schema.Format == "date-time":
		return "2026-01-02T03:04:05Z"
	case schema.Type.Is("string") && schema.Format == "uri":
		return "https://github.com/"
	case schema.Type.Is("string"):
		return strings.Repeat("x", int(schema.MinLength)) //nolint:gosec // a few
	case schema.Type.Is("integer"), schema.Type.Is("number"):
		return 0.0
	case schema.Type.Is("boolean"):
		return false
	}
	return fill(schema, map[string]any{})
}

// graphAnswer returns what is wrong with an answer to a GraphQL query, "" if nothing is.
func (s *Schemas) graphAnswer(request []byte, value any) string {
	var query struct{ Query string }
	if err := json.Unmarshal(request, &query); err != nil {
		return ""
	}
	document, problems := gqlparser.LoadQueryWithRules(s.graph, query.Query, rules.NewDefaultRules())
	if problems != nil || len(document.Operations) != 1 {
		return "" // the request itself is reported
	}
	answer, ok := value.(map[string]any)
	if !ok || answer["data"] == nil && answer["errors"] == nil {
		return "neither data nor errors"
	}
	if answer["data"] == nil {
		return ""
	}
	return s.graphObject(document.Operations[0].SelectionSet, answer["data"], "data")
}

func (s *Schemas) graphObject(set ast.SelectionSet, value any, at string) string {
	object, ok := value.(map[string]any)
	if !ok {
		return at + " is not an object"
	}
	wanted := map[string]bool{}
	for _, selection := range set {
		field, ok := selection.(*ast.Field)
		if !ok {
			continue // a fragment, perhaps of another type
		}
		wanted[field.Alias] = true
		given, ok := object[field.Alias]
		if !ok {
			return at + "." + field.Alias + " is missing"
		}
		if problem := s.graphValue(field.Definition.Type, field.SelectionSet, given, at+"."+field.Alias); problem != "" {
			return problem
		}
	}
	for _, selection := range set {
		if fragment, ok := selection.(*ast.InlineFragment); ok {
			for _, inner := range fragment.SelectionSet {
				if field, ok := inner.(*ast.Field); ok {
					wanted[field.Alias] = true
				}
			}
		}
	}
	for name := range object {
		if !wanted[name] {
			return at + "." + name + " was not asked for"
		}
	}
	return ""
}

func (s *Schemas) graphValue(kind *ast.Type, set ast.SelectionSet, value any, at string) string {
	if value == nil {
		if kind.NonNull {
			return at + " is null"
		}
		return ""
	}
	if kind.Elem != nil {
		items, ok := value.([]any)
		if !ok {
			return at + " is not a list"
		}
		for _, item := range items {
			if problem := s.graphValue(kind.Elem, set, item, at+"[]"); problem != "" {
				return problem
			}
		}
		return ""
	}
	if len(set) > 0 {
		return s.graphObject(set, value, at)
	}
	fits := true
	switch kind.NamedType {
	case "Boolean":
		_, fits = value.(bool)
	case "Int", "BigInt", "Float":
		_, fits = value.(float64)
	default: // strings, and scalars written as strings
		_, fits = value.(string)
	}
	if !fits {
		return fmt.Sprintf("%s is %v, not of type %s", at, value, kind.NamedType)
	}
	return ""
}

package githubtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Schemas are the API descriptions that GitHub publishes.
type Schemas struct {
	rest  *openapi3.T
	graph *ast.Schema
}

// ErrNoSchemas says that the descriptions are missing; `make schemas` fetches them.
var ErrNoSchemas = errors.New("GitHub's API descriptions are missing: make schemas fetches them")

var loadOnce = sync.OnceValues(load)

// LoadSchemas reads the descriptions from the module's bin/schemas, once.
func LoadSchemas() (*Schemas, error) { return loadOnce() }

func load() (*Schemas, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, found := os.Stat(filepath.Join(dir, "go.mod")); found == nil || dir == filepath.Dir(dir) {
			break
		}
		dir = filepath.Dir(dir)
	}
	rest, err := os.ReadFile(filepath.Join(dir, "bin/schemas/api.github.com.json"))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoSchemas, err)
	}
	graph, err := os.ReadFile(filepath.Join(dir, "bin/schemas/schema.graphql"))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoSchemas, err)
	}
	s := &Schemas{}
	if s.rest, err = partOf(rest); err != nil {
		return nil, fmt.Errorf("api.github.com.json: %w", err)
	}
	if s.graph, err = graphSchema(string(graph)); err != nil {
		return nil, err
	}
	return s, nil
}

// graphSchema reads the GraphQL schema. The published one defines some fields twice; the second
// definition is dropped.
func graphSchema(text string) (*ast.Schema, error) {
	document, err := parser.ParseSchemas(validator.Prelude, &ast.Source{Name: "schema.graphql", Input: text})
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	for _, definition := range document.Definitions {
		known := map[string]bool{}
		definition.Fields = slices.DeleteFunc(definition.Fields, func(f *ast.FieldDefinition) bool {
			twice := known[f.Name]
			known[f.Name] = true
			return twice
		})
	}
	schema, err := validator.ValidateSchemaDocument(document)
	if err != nil {
		return nil, fmt.Errorf("schema.graphql: %w", err)
	}
	return schema, nil
}

// templates are the paths, as in the description, that Drydock requests. A part in braces
// matches any one part, a final {path} matches the rest.
var templates = []string{
	"/repos/{owner}/{repo}/check-runs",
	"/repos/{owner}/{repo}/check-runs/{check_run_id}",
	"/repos/{owner}/{repo}/pulls/{pull_number}",
	"/repos/{owner}/{repo}/pulls",
	"/repos/{owner}/{repo}/issues/{issue_number}/comments",
	"/repos/{owner}/{repo}/collaborators/{username}/permission",
	"/repos/{owner}/{repo}/pulls/{pull_number}/files",
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews",
	"/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}",
	"/repos/{owner}/{repo}/pulls/{pull_number}/comments",
	"/repos/{owner}/{repo}/pulls/comments/{comment_id}",
	"/repos/{owner}/{repo}/git/blobs/{file_sha}",
	"/repos/{owner}/{repo}/git/trees/{tree_sha}",
	"/repos/{owner}/{repo}/compare/{basehead}",
	"/repos/{owner}/{repo}/commits",
	"/repos/{owner}/{repo}/contents/{path}",
}

// partOf returns the part of a description that covers the templates' paths. Loading all of it
// would take more than 512 MiB.
func partOf(description []byte) (*openapi3.T, error) {
	var all struct {
		Paths      map[string]json.RawMessage            `json:"paths"`
		Components map[string]map[string]json.RawMessage `json:"components"`
	}
	if err := json.Unmarshal(description, &all); err != nil {
		return nil, err
	}
	for path := range all.Paths {
		if !slices.Contains(templates, path) {
			delete(all.Paths, path)
		}
	}
	paths, err := json.Marshal(all.Paths)
	if err != nil {
		return nil, err
	}
	used := map[string]map[string]json.RawMessage{}
	for text := []json.RawMessage{paths}; len(text) > 0; text = text[1:] {
		for _, found := range reference.FindAllSubmatch(text[0], -1) {
			kind, name := string(found[1]), string(found[2])
			if used[kind] == nil {
				used[kind] = map[string]json.RawMessage{}
			}
			if used[kind][name] == nil {
				used[kind][name] = all.Components[kind][name]
				text = append(text, all.Components[kind][name])
			}
		}
	}
	part, err := json.Marshal(map[string]any{
		"openapi": "3.0.3", "info": map[string]string{"title": "GitHub", "version": "1"},
		"paths": json.RawMessage(paths), "components": used,
	})
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromData(part)
}

var reference = regexp.MustCompile(`"#/components/(\w+)/([^"]+)"`)

func fits(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	for i, part := range want {
		switch {
		case i >= len(got):
			return false
		case part == "{path}":
			return true
		case !strings.HasPrefix(part, "{") && part != got[i]:
			return false
		}
	}
	return len(want) == len(got)
}

// templateOf returns the template that a path matches, "" if there is none.
func templateOf(path string) string {
	if i := slices.IndexFunc(templates, func(t string) bool { return fits(t, path) }); i >= 0 {
		return templates[i]
	}
	return ""
}

// check returns what is wrong with a request by the descriptions, "" if nothing is.
func (s *Schemas) check(r *http.Request, body []byte) string {
	if r.URL.Path == "/graphql" {
		return s.checkGraph(body)
	}
	if template := templateOf(r.URL.Path); template != "" {
		return s.checkREST(template, r, body)
	}
	return "no such path: " + r.URL.Path
}

func (s *Schemas) checkREST(template string, r *http.Request, body []byte) string {
	item := s.rest.Paths.Value(template)
	if item == nil || item.GetOperation(r.Method) == nil {
		return "no such operation: " + r.Method + " " + template
	}
	operation := item.GetOperation(r.Method)
	for name, values := range r.URL.Query() {
		parameter := operation.Parameters.GetByInAndName("query", name)
		if parameter == nil {
			return fmt.Sprintf("%s %s has no parameter %s", r.Method, template, name)
		}
		if kind := parameter.Schema.Value.Type; kind.Is("integer") && strings.Trim(values[0], "0123456789") != "" {
			return fmt.Sprintf("%s %s: %s=%s is not a number", r.Method, template, name, values[0])
		}
	}
	if operation.RequestBody == nil {
		if len(body) > 0 {
			return fmt.Sprintf("%s %s takes no body", r.Method, template)
		}
		return ""
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err.Error()
	}
	schema := operation.RequestBody.Value.Content.Get("application/json").Schema.Value
	if err := schema.VisitJSON(value); err != nil {
		return fmt.Sprintf("%s %s: %v", r.Method, template, err)
	}
	if given, ok := value.(map[string]any); ok {
		for name := range given {
			if schema.Properties[name] == nil {
				return fmt.Sprintf("%s %s: the body has no property %s", r.Method, template, name)
			}
		}
	}
	return ""
}

func (s *Schemas) checkGraph(body []byte) string {
	var request struct{ Query string }
	if err := json.Unmarshal(body, &request); err != nil {
		return err.Error()
	}
	if _, problems := gqlparser.LoadQueryWithRules(s.graph, request.Query, rules.NewDefaultRules()); problems != nil {
		return problems.Error()
	}
	return ""
}

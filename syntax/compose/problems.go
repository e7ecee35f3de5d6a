package compose

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/agext/levenshtein"
	"github.com/compose-spec/compose-go/v2/schema"
	"github.com/compose-spec/compose-go/v2/types"
	goyaml "github.com/goccy/go-yaml"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// Problem is a reason why Compose doesn't load the file.
type Problem struct {
	Place string // as in yaml.Differences
	Key   *yaml.Value
	Span  syntax.Span
	// Unknown is true if Compose doesn't know the key. Near is the most similar known key, "" if none
	// is similar.
	Unknown bool
	Near    string
	// Message says what is wrong, unless Unknown is true.
	Message string

	listed bool // the key is one that Compose knows there
	unsure bool // we have no list of the keys there
}

// Problems returns why compose-go doesn't load the file, in file order. These are the violations of
// the Compose schema, or compose-go's own error if there are none. Problems that depend on the
// values of variables are left out.
func (f *File) Problems() (problems []Problem) {
	err := f.Loads()
	if err == nil || f.LoadPanic() != "" {
		return nil
	}
	invalid := f.validate()
	if invalid == nil {
		if services, ok := f.Root.Entry("services"); ok && !strings.Contains(err.Error(), "$") {
			problems = append(problems, Problem{Place: "services", Key: services.Key, Span: services.Key.Span, Message: firstLine(err.Error())})
		}
		return problems
	}
	for _, leaf := range leaves(invalid) {
		problems = append(problems, f.problems(leaf)...)
	}
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(a.Span.Start-b.Span.Start, strings.Compare(a.Place, b.Place), strings.Compare(a.Message, b.Message))
	})
	problems = withoutFollowing(problems)
	return slices.CompactFunc(problems, func(a, b Problem) bool { return a.Place == b.Place })
}

// withoutFollowing leaves out problems that follow from others. If a value is wrong, the schema also
// reports known keys as unknown: the value's own key, those next to it and those above.
func withoutFollowing(problems []Problem) []Problem {
	all := slices.Clone(problems)
	return slices.DeleteFunc(problems, func(p Problem) bool {
		return p.Unknown && slices.ContainsFunc(all, func(q Problem) bool {
			switch {
			case q.Place == p.Place:
				return !q.Unknown
			case strings.HasPrefix(q.Place, p.Place+"."):
				return true
			}
			return p.listed || p.unsure && !q.Unknown && strings.HasPrefix(q.Place, strings.TrimSuffix(p.Place, p.Key.Text))
		})
	})
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// compiled returns the Compose schema, compiled once.
var compiled = sync.OnceValues(func() (*jsonschema.Schema, error) {
	text, err := jsonschema.UnmarshalJSON(strings.NewReader(schema.Schema))
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.RegisterFormat(&jsonschema.Format{Name: "duration", Validate: func(v any) error {
		if text, ok := v.(string); ok {
			_, err := time.ParseDuration(text)
			return err
		}
		return nil
	}})
	if err := compiler.AddResource("compose.json", text); err != nil {
		return nil, err
	}
	return compiler.Compile("compose.json")
})

// validate returns the file's violations of the schema, nil if there are none or the check fails.
func (f *File) validate() (invalid *jsonschema.ValidationError) {
	defer func() {
		if recover() != nil { // compose-go has already reported an error
			invalid = nil
		}
	}()
	var content any
	if err := goyaml.Unmarshal(f.Source, &content); err != nil {
		return nil
	}
	text, err := json.Marshal(content)
	if err != nil {
		return nil
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	s, err := compiled()
	if err != nil {
		return nil
	}
	if err := s.Validate(value); !errors.As(err, &invalid) {
		return nil
	}
	return invalid
}

// leaves returns the errors without causes. If a value can have several forms, it assumes that the
// best match is the intended one.
func leaves(e *jsonschema.ValidationError) (all []*jsonschema.ValidationError) {
	for _, cause := range e.Causes {
		all = append(all, leaves(cause)...)
	}
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	switch e.ErrorKind.(type) {
	case *kind.OneOf, *kind.AnyOf:
	default:
		return all
	}
	deepest := 0
	for _, leaf := range all {
		deepest = max(deepest, depth(leaf))
	}
	if deepest == len(e.InstanceLocation) {
		return []*jsonschema.ValidationError{e}
	}
	return slices.DeleteFunc(all, func(leaf *jsonschema.ValidationError) bool { return depth(leaf) < deepest })
}

func depth(e *jsonschema.ValidationError) int {
	if _, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
		return len(e.InstanceLocation) + 1
	}
	return len(e.InstanceLocation)
}

// problems converts a schema error to problems with places in the file.
func (f *File) problems(e *jsonschema.ValidationError) (all []Problem) {
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			all = append(all, f.unknown(append(slices.Clone(e.InstanceLocation), name)))
		}
		return all
	case *kind.FalseSchema:
		return []Problem{f.unknown(e.InstanceLocation)}
	}
	at := f.locate(e.InstanceLocation)
	if at.value == nil || strings.Contains(at.value.Text, "$") {
		return nil
	}
	p := Problem{Place: at.place, Key: at.key, Span: at.span(), Message: e.ErrorKind.LocalizedString(message.NewPrinter(language.English))}
	switch k := e.ErrorKind.(type) {
	case *kind.Type:
		p.Message = "it takes " + forms(k.Want) + " here, and this is " + forms([]string{k.Got})
	case *kind.OneOf, *kind.AnyOf:
		p.Message = "it does not take a value of this form here"
	}
	return []Problem{p}
}

func (f *File) unknown(location []string) Problem {
	at := f.locate(location)
	name, known := location[len(location)-1], knownKeys(location[:len(location)-1])
	if at.key == nil || at.key.Text != name { // goccy and the tree disagree
		return Problem{Place: at.place, Key: at.key, Span: at.span(), Message: "it does not know all keys here"}
	}
	p := Problem{Place: at.place, Key: at.key, Span: at.key.Span, Unknown: true}
	p.Near, p.listed, p.unsure = nearest(name, known), slices.Contains(known, name), known == nil
	return p
}

// formNames are the names of schema types, for people.
var formNames = map[string]string{"array": "a list", "object": "a map", "string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false", "null": "nothing"}

func forms(types []string) string {
	var names []string
	for _, t := range types {
		names = append(names, formNames[t])
	}
	return strings.Join(names, " or ")
}

// located is a value in the file with its key and place.
type located struct {
	place      string
	key, value *yaml.Value
}

func (l located) span() syntax.Span {
	switch {
	case l.key == nil:
		return l.value.Span
	case l.value.Span.Len() == 0 || l.value.Shared:
		return l.key.Span
	}
	return syntax.Span{Start: l.key.Span.Start, End: max(l.key.Span.End, l.value.Span.End)}
}

// locate returns the value at a location from the schema, or the nearest one above that exists.
func (f *File) locate(location []string) located {
	at := located{value: f.Root}
	for _, step := range location {
		if at.value.Kind == yaml.List {
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at.value.Items) {
				break
			}
			if at.value.Items[i].Span.Len() > 0 {
				at.key = nil
			}
			at.value = at.value.Items[i]
			continue
		}
		e, ok := at.value.Entry(step)
		if !ok {
			break
		}
		at = located{yaml.Below(at.place, step), e.Key, e.Value}
	}
	return at
}

// knownKeys returns the keys that Compose knows at a location, nil if we have no list.
func knownKeys(location []string) []string {
	switch {
	case len(location) == 0:
		return keysOf(reflect.TypeFor[types.Config]())
	case location[0] == "services" && len(location) == 2:
		return keysOf(reflect.TypeFor[types.ServiceConfig]())
	case location[0] == "services" && len(location) == 3:
		switch location[2] {
		case "build":
			return keysOf(reflect.TypeFor[types.BuildConfig]())
		case "deploy":
			return keysOf(reflect.TypeFor[types.DeployConfig]())
		case "healthcheck":
			return keysOf(reflect.TypeFor[types.HealthCheckConfig]())
		}
	}
	return nil
}

// keysOf returns the names of a type's fields in a Compose file.
func keysOf(t reflect.Type) (keys []string) {
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name == "" && field.Anonymous && field.Type.Kind() == reflect.Struct {
			keys = append(keys, keysOf(field.Type)...)
		}
		if name != "" && name != "-" && !strings.HasPrefix(name, "#") {
			keys = append(keys, name)
		}
	}
	return keys
}

// nearest returns the known name closest to name, at most two edits away, "" if there is none.
func nearest(name string, known []string) (best string) {
	distance := min(3, (len(name)+1)/2)
	for _, k := range known {
		if d := levenshtein.Distance(strings.ToLower(name), k, nil); d < distance && k != name {
			best, distance = k, d
		}
	}
	return best
}

package compose

import (
	"maps"
	"path"
	"strings"

	"github.com/compose-spec/compose-go/v2/template"

	"github.com/drydock-dev/drydock/syntax/yaml"
)

// Build holds a service's build context and Dockerfile as written in the file. A path is
// "" when it is absent or can't be looked up, such as a URL or a variable.
type Build struct{ Context, Dockerfile string }

// BuildOf returns the build context and Dockerfile of a service.
func BuildOf(s Service) Build {
	v := s.Get("build")
	b := Build{Dockerfile: "Dockerfile"}
	switch {
	case v == nil:
		return Build{}
	case v.Kind == yaml.Scalar:
		b.Context = v.Text
	default:
		b.Context = "."
		if c := v.Get("context"); c != nil {
			b.Context = c.Text
		}
		if d := v.Get("dockerfile"); d != nil {
			b.Dockerfile = d.Text
		}
		if v.Get("dockerfile_inline") != nil {
			b.Dockerfile = ""
		}
	}
	if strings.ContainsAny(b.Context, "$~") || strings.Contains(b.Context, "://") || strings.HasPrefix(b.Context, "git@") || path.IsAbs(b.Context) || strings.HasSuffix(b.Context, ".git") {
		return Build{}
	}
	if strings.ContainsAny(b.Dockerfile, "$~") || path.IsAbs(b.Dockerfile) {
		b.Dockerfile = ""
	}
	return b
}

// BuiltImages returns the names that a file's services give to the images they build.
func (f *File) BuiltImages() (names []string) {
	f.EachService(func(s Service) {
		if image := s.Get("image"); s.Get("build") != nil && image != nil {
			names = append(names, image.Text)
		}
	})
	return names
}

// BuildSpec is how a service is built. Texts are as written, with the defaults of variables; a text
// with a "$" isn't known.
type BuildSpec struct {
	// Dir is the folder that the context is relative to, "" for the file's own.
	Dir                 string
	Context, Dockerfile string
	Inline              bool // the Dockerfile is a text in the file
	Target              string
	Args                map[string]string
	Contexts            map[string]string
	Tags                []string
}

// SpecOf returns how a service is built, on top of what it extends or overrides, which may be nil. It
// returns nil if it isn't built. https://docs.docker.com/reference/compose-file/build/
func SpecOf(s Service, base *BuildSpec) *BuildSpec {
	v := s.Get("build")
	if v == nil {
		return base
	}
	spec := BuildSpec{Context: ".", Dockerfile: "Dockerfile"}
	if base != nil {
		spec = *base
	}
	spec.Args, spec.Contexts = maps.Clone(spec.Args), maps.Clone(spec.Contexts)
	if v.Kind == yaml.Scalar {
		spec.Context, spec.Dir = Expand(v.Text), ""
		return &spec
	}
	if context := v.Get("context"); context != nil {
		spec.Context, spec.Dir = Expand(context.Text), ""
	}
	if file := v.Get("dockerfile"); file != nil {
		spec.Dockerfile, spec.Inline = Expand(file.Text), false
	}
	if v.Get("dockerfile_inline") != nil {
		spec.Inline = true
	}
	if target := v.Get("target"); target != nil {
		spec.Target = Expand(target.Text)
	}
	spec.Args = merged(spec.Args, pairs(v.Get("args")))
	spec.Contexts = merged(spec.Contexts, pairs(v.Get("additional_contexts")))
	for _, tag := range v.Get("tags").Strings() {
		spec.Tags = append(spec.Tags, Expand(tag))
	}
	return &spec
}

// pairs returns the names and values of a map, or of a list of NAME=value. A name without a value has
// one that isn't known: it comes from the environment.
func pairs(v *yaml.Value) map[string]string {
	found := map[string]string{}
	if v == nil {
		return found
	}
	for _, e := range v.Entries {
		found[e.Key.Text] = "${" + e.Key.Text + "}"
		if e.Value.Kind == yaml.Scalar {
			found[e.Key.Text] = Expand(e.Value.Text)
		}
	}
	for _, item := range v.Strings() {
		name, value, has := strings.Cut(item, "=")
		if found[name] = Expand(value); !has {
			found[name] = "${" + name + "}"
		}
	}
	return found
}

// merged returns two maps as one. The second wins.
func merged(a, b map[string]string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, a)
	maps.Copy(all, b)
	return all
}

// Expand returns a text with the defaults of its variables, as in `${A:-b}`. A variable without a
// default stays as "${A}", since it comes from the environment.
func Expand(text string) string {
	if !strings.Contains(text, "$") {
		return text
	}
	defaults := template.ExtractVariables(map[string]any{"": text}, template.DefaultPattern)
	expanded, err := template.SubstituteWithOptions(text, func(name string) (string, bool) {
		if v, ok := defaults[name]; ok && v.DefaultValue != "" {
			return "", false
		}
		return "${" + name + "}", true
	}, template.WithoutLogging)
	if err != nil {
		return text
	}
	return expanded
}

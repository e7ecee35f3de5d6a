package compose

import (
	"path"
	"strings"

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

package facts

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/compose"
)

// composeNames are the file names that Compose looks for.
var composeNames = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}

// composeReader reads Compose files with the files that they include and extend.
type composeReader struct {
	*gatherer
	files map[string]*compose.File // nil for one that can't be read
	added map[string]bool
}

// maxExtends is how many services may extend one another, and how many files include one another.
const maxExtends = 10

func newComposeReader(g *gatherer) *composeReader {
	return &composeReader{gatherer: g, files: map[string]*compose.File{}, added: map[string]bool{}}
}

// file returns a parsed Compose file, nil if it can't be read.
func (c *composeReader) file(name string) *compose.File {
	if f, known := c.files[name]; known {
		return f
	}
	var f *compose.File
	if text := c.read(name); text != nil {
		if f = compose.ParseFile(name, text); f.Err != nil {
			f = nil
		}
	}
	c.files[name] = f
	return f
}

// add adds the services of a file, and of those that it includes.
// https://docs.docker.com/reference/compose-file/include/
func (c *composeReader) add(name string) {
	f := c.file(name)
	if f == nil || c.added[name] || len(c.added) > maxBuilders {
		return
	}
	c.added[name] = true
	f.EachService(func(s compose.Service) { c.service(f, s) })
	include := f.Root.Get("include")
	if include == nil {
		return
	}
	for _, item := range include.Items {
		for _, included := range append(item.Strings(), item.Get("path").Strings()...) {
			c.add(path.Join(path.Dir(name), included))
		}
	}
}

// service adds the build of a service.
func (c *composeReader) service(f *compose.File, s compose.Service) {
	spec := c.spec(f, s, 0)
	if spec == nil {
		return
	}
	dir := path.Dir(f.Path)
	if spec.Dir != "" {
		dir = spec.Dir
	}
	d := described{
		Build: Build{
			Target: spec.Target, Args: spec.Args, Contexts: spec.Contexts, Tags: spec.Tags, Service: &s,
			Path: f.Path, Line: f.Position(s.Key.Span.Start).Line,
		},
		from: []string{dir}, context: spec.Context, dockerfile: spec.Dockerfile, inContext: true,
	}
	if image := s.Get("image"); image != nil {
		d.Tags = append(slices.Clone(d.Tags), compose.Expand(image.Text))
	}
	if spec.Inline {
		d.Inline, d.inContext, d.dockerfile = true, false, "//"+f.Path
	}
	c.gatherer.add(d)
}

// spec returns how a service is built, with what it extends and what the folder's main file says of the
// same service; nil if it isn't built.
func (c *composeReader) spec(f *compose.File, s compose.Service, depth int) *compose.BuildSpec {
	if depth == maxExtends {
		return nil
	}
	var base *compose.BuildSpec
	if main := c.mainBeside(f); main != nil {
		if i := slices.IndexFunc(main.Services, func(o compose.Service) bool { return o.Name == s.Name }); i >= 0 {
			base = c.spec(main, main.Services[i], depth+1)
		}
	}
	if extends := s.Get("extends"); extends != nil {
		if parent, from := c.extended(f, extends.Get("file").Strings(), append(extends.Get("service").Strings(), extends.Strings()...)); parent != nil {
			base = c.spec(from, *parent, depth+1)
			if base != nil && base.Dir == "" {
				base.Dir = path.Dir(from.Path)
			}
		}
	}
	return compose.SpecOf(s, base)
}

// mainBeside returns the file that Compose reads first in a file's folder, nil for that file itself.
func (c *composeReader) mainBeside(f *compose.File) *compose.File {
	for _, name := range composeNames {
		main := path.Join(path.Dir(f.Path), name)
		if main == f.Path {
			return nil
		}
		if found := c.file(main); found != nil {
			return found
		}
	}
	return nil
}

// extended returns the service that another extends, with its file.
// https://docs.docker.com/reference/compose-file/services/#extends
func (c *composeReader) extended(f *compose.File, files, names []string) (*compose.Service, *compose.File) {
	if len(files) > 0 {
		if strings.ContainsAny(files[0], "$~") {
			return nil, nil
		}
		f = c.file(path.Join(path.Dir(f.Path), files[0]))
	}
	if f == nil || len(names) == 0 {
		return nil, nil
	}
	i := slices.IndexFunc(f.Services, func(s compose.Service) bool { return s.Name == names[0] })
	if i < 0 {
		return nil, nil
	}
	return &f.Services[i], f
}

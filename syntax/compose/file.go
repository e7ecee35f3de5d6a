package compose

import (
	"context"
	"errors"
	"path"
	"regexp"
	"sync"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/template"
	"github.com/compose-spec/compose-go/v2/types"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// File is a parsed Compose file.
type File struct {
	syntax.Content
	Root *yaml.Value // a map, nil if the YAML can't be parsed
	// Services are in file order.
	Services []Service
	// Loads returns why compose-go can't load the file, nil if it can.
	Loads func() error

	embedded func() []syntax.Embedded
}

// Service is a service in the file.
type Service struct {
	Name string
	Key  *yaml.Value
	*yaml.Value
}

// composeName matches the names of Compose files.
var composeName = regexp.MustCompile(`(?i)^(?:docker-)?compose(?:[._-].+)?\.ya?ml$`)

// Is reports whether the file at a path is a Compose file, judging by its name.
func Is(name string) bool { return composeName.MatchString(path.Base(name)) }

// Parse reads a Compose file. It never fails: what is not YAML, or no Compose file, comes back as a
// file whose Err is set.
func Parse(name string, source []byte) syntax.File { return ParseFile(name, source) }

// ParseFile is Parse with the file's own type.
func ParseFile(name string, source []byte) *File {
	f := &File{Content: syntax.Content{Document: syntax.NewDocument(name, source)}}
	f.Loads = sync.OnceValue(func() error { return Load(f.Source) })
	f.embedded = sync.OnceValue(f.findEmbedded)
	if f.Err = syntax.Guard(f.parse); f.Err == nil {
		f.Comments = f.CommentLines()
	}
	return f
}

func (f *File) parse() (refused *syntax.ParseError) {
	if f.Root, refused = yaml.Parse(&f.Document); refused != nil {
		return refused
	}
	services := f.Root.Get("services")
	switch {
	case f.Root.Kind != yaml.Map:
		return &syntax.ParseError{Line: 1, EndLine: 1, Message: "a Compose file is a map with `services`"}
	case services == nil && f.Root.Get("include") == nil && looksLikeVersion1(f.Root):
		return &syntax.ParseError{Line: 1, EndLine: 1, Message: "services are at the top level (version 1), which Compose no longer accepts; put them below `services`"}
	}
	if services != nil {
		for _, e := range services.Entries {
			f.Services = append(f.Services, Service{e.Key.Text, e.Key, e.Value})
		}
	}
	return nil
}

// looksLikeVersion1 reports whether the top-level values look like services.
func looksLikeVersion1(root *yaml.Value) bool {
	for _, e := range root.Entries {
		if e.Value.Get("image") != nil || e.Value.Get("build") != nil {
			return true
		}
	}
	return false
}

// Kind implements syntax.File.
func (f *File) Kind() syntax.Kind { return syntax.Compose }

// Reparse implements syntax.File.
func (f *File) Reparse(source []byte) syntax.File { return Parse(f.Path, source) }

// Load loads a text with compose-go and returns the error. It doesn't expand variables, read other
// files or use the environment. If compose-go panics, the error is a syntax.ParseError with Panic.
func Load(source []byte) (err error) {
	if panicked := syntax.Guard(func() *syntax.ParseError { err = load(source); return nil }); panicked != nil {
		return panicked
	}
	return err
}

func load(source []byte) error {
	details := types.ConfigDetails{WorkingDir: "/", ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: source}}, Environment: types.Mapping{}}
	_, err := loader.LoadModelWithContext(context.Background(), details, func(o *loader.Options) {
		o.SetProjectName("project", true)
		o.SkipInterpolation, o.SkipExtends, o.SkipInclude, o.SkipResolveEnvironment, o.SkipConsistencyCheck, o.ResolvePaths = true, true, true, true, true, false
	})
	return err
}

// LoadPanic returns what compose-go panicked with, "" if it didn't.
func (f *File) LoadPanic() string {
	var panicked *syntax.ParseError
	if errors.As(f.Loads(), &panicked) {
		return panicked.Panic
	}
	return ""
}

// Expands reports whether Compose can expand the variables in a text, whatever their values. It can't
// if a "${" doesn't start a valid variable.
func Expands(text string) bool {
	_, err := template.SubstituteWithOptions(text, func(string) (string, bool) { return "1", true }, template.WithoutLogging)
	return err == nil
}

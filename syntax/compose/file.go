package compose

import (
	"context"
	"errors"
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/drydock-dev/drydock/syntax"
)

// File is a parsed Compose file.
type File struct {
	doc  *syntax.Document
	Root *Value // a map, nil when the file is none
	// Services are the services, in the order of the file.
	Services []Service
}

// Service is a service of the file.
type Service struct {
	Name string
	Key  *Value
	*Value
}

// composeName matches the names that Compose files have.
var composeName = regexp.MustCompile(`(?i)^(?:docker-)?compose(?:[._-].+)?\.ya?ml$`)

// Is reports whether a file of this path is taken for a Compose file.
func Is(name string) bool { return composeName.MatchString(path.Base(name)) }

// Parse reads a Compose file. It never fails: what is not YAML, or no Compose file,
// comes back as a file whose Err is set.
func Parse(name string, source []byte) *syntax.File {
	f := syntax.NewFile(name, source)
	model, err := parse(&f.Document)
	f.Model = model
	if err != nil {
		f.Err = err
		return f
	}
	f.Comments = comments(&f.Document)
	return f
}

func parse(doc *syntax.Document) (f *File, refused *syntax.ParseError) {
	f = &File{doc: doc}
	defer func() {
		if cause := recover(); cause != nil {
			refused = &syntax.ParseError{Line: 1, EndLine: 1, Message: fmt.Sprintf("the YAML parser panicked: %v", cause)}
		}
	}()
	tree, err := parser.ParseBytes(doc.Source, parser.ParseComments)
	if err != nil {
		return f, yamlError(err)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return f, &syntax.ParseError{Line: 1, EndLine: 1, Message: fmt.Sprintf("a Compose file is one YAML document, this has %d", len(tree.Docs))}
	}
	b := &builder{doc: doc, anchors: map[string]ast.Node{}}
	ast.Walk(anchorFinder(b.anchors), tree.Docs[0].Body)
	f.Root = b.build(tree.Docs[0].Body, false, 0)
	services := f.Root.Get("services")
	switch {
	case b.made > maxValues:
		return f, &syntax.ParseError{Line: 1, EndLine: 1, Refused: true, Message: fmt.Sprintf("its anchors make more than %d values of it", maxValues)}
	case f.Root.Kind != Map:
		return f, &syntax.ParseError{Line: 1, EndLine: 1, Message: "a Compose file is a map with services"}
	case services == nil && f.Root.Get("include") == nil && looksLikeVersion1(f.Root):
		return f, &syntax.ParseError{Line: 1, EndLine: 1, Message: "a Compose file of version 1, which has its services at the top and is no longer read: put them below services"}
	}
	if services != nil {
		for _, e := range services.Entries {
			f.Services = append(f.Services, Service{e.Key.Text, e.Key, e.Value})
		}
	}
	return f, nil
}

// anchorFinder notes the anchors of a tree.
type anchorFinder map[string]ast.Node

// Visit implements ast.Visitor.
func (a anchorFinder) Visit(n ast.Node) ast.Visitor {
	if anchor, ok := n.(*ast.AnchorNode); ok {
		a[anchor.Name.String()] = anchor.Value
	}
	return a
}

// looksLikeVersion1 reports whether the values at the top are services.
func looksLikeVersion1(root *Value) bool {
	for _, e := range root.Entries {
		if e.Value.Get("image") != nil || e.Value.Get("build") != nil {
			return true
		}
	}
	return false
}

// yamlError returns an error of the YAML parser with its line.
func yamlError(err error) *syntax.ParseError {
	e := &syntax.ParseError{Line: 1, EndLine: 1, Message: "not YAML: " + firstLine(err.Error())}
	var syntaxError *yaml.SyntaxError
	if errors.As(err, &syntaxError) && syntaxError.Token != nil {
		e.Line = max(syntaxError.Token.Position.Line, 1)
		e.EndLine, e.Message = e.Line, "not YAML: "+syntaxError.Message
	}
	return e
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// comments returns the lines of a file that are comments.
func comments(doc *syntax.Document) (all []syntax.Comment) {
	for line := 1; line <= doc.Lines(); line++ {
		s := doc.LineSpan(line)
		text := doc.Text(s)
		trimmed := strings.TrimLeft(text, " \t")
		if strings.HasPrefix(trimmed, "#") {
			s.Start += len(text) - len(trimmed)
			all = append(all, syntax.Comment{Line: line, Span: s, Text: strings.TrimSpace(strings.TrimLeft(trimmed, "#"))})
		}
	}
	return all
}

// Kind implements syntax.Model.
func (f *File) Kind() syntax.Kind { return syntax.Compose }

// Reparse implements syntax.Model.
func (f *File) Reparse(source []byte) *syntax.File { return Parse(f.doc.Path, source) }

// Sound implements syntax.Model: what compose-go loads it loads after a change as well.
func (f *File) Sound(changed syntax.Model) error {
	if err := changed.(*File).Loads(); err != nil && f.Loads() == nil {
		return fmt.Errorf("compose-go does not load the changed file: %w", err)
	}
	return nil
}

// Changes implements syntax.Model: the places in which the values differ, such as
// "services.db.volumes".
func (f *File) Changes(changed syntax.Model) []string {
	return differences("", f.Root, changed.(*File).Root)
}

func differences(at string, a, b *Value) (places []string) {
	if a == nil || b == nil || a.Kind != b.Kind || a.Kind == Scalar && a.Text != b.Text {
		if a == nil && b == nil {
			return nil
		}
		return []string{at}
	}
	if a.Kind == List {
		if len(a.Items) != len(b.Items) {
			return []string{at}
		}
		for i := range a.Items {
			places = append(places, differences(at, a.Items[i], b.Items[i])...)
		}
		return places
	}
	seen := map[string]bool{}
	for _, e := range append(append([]Entry{}, a.Entries...), b.Entries...) {
		if key := e.Key.Text; !seen[key] {
			seen[key] = true
			places = append(places, differences(strings.TrimPrefix(at+"."+key, "."), a.Get(key), b.Get(key))...)
		}
	}
	return places
}

// Loads returns why compose-go does not load the file, nil if it does.
func (f *File) Loads() error { return Load(f.doc.Source) }

// Load has compose-go load a text and returns its error. Variables, other files and the
// environment are left alone.
func Load(source []byte) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("it panics: %v", cause)
		}
	}()
	details := types.ConfigDetails{WorkingDir: "/", ConfigFiles: []types.ConfigFile{{Filename: "compose.yaml", Content: source}}, Environment: types.Mapping{}}
	_, err = loader.LoadModelWithContext(context.Background(), details, func(o *loader.Options) {
		o.SetProjectName("project", true)
		o.SkipInterpolation, o.SkipExtends, o.SkipInclude, o.SkipResolveEnvironment, o.SkipConsistencyCheck, o.ResolvePaths = true, true, true, true, true, false
	})
	return err
}

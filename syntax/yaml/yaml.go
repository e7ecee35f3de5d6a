// Package yaml reads a YAML file into a tree of values, each with its exact bytes in the
// file.
//
// goccy/go-yaml does the parsing. Its tokens have lines and columns. If the source there
// doesn't match the token, the value isn't exact and must not be edited. Aliases and merges
// are resolved. Values from them are marked as shared, because an edit would change other
// places too.
//
// It may import syntax. It touches neither the network, the clock nor the environment.
package yaml

import (
	"errors"
	"fmt"
	"strings"

	yaml "github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/drydock-dev/drydock/syntax"
)

// Parse returns the root value of a file with a single YAML document.
func Parse(doc *syntax.Document) (root *Value, refused *syntax.ParseError) {
	refused = syntax.Guard(func() (refused *syntax.ParseError) {
		root, refused = parse(doc)
		return refused
	})
	return root, refused
}

func parse(doc *syntax.Document) (root *Value, refused *syntax.ParseError) {
	tree, err := parser.ParseBytes(doc.Source, parser.ParseComments)
	if err != nil {
		return nil, yamlError(err)
	}
	if len(tree.Docs) != 1 || tree.Docs[0].Body == nil {
		return nil, &syntax.ParseError{Line: 1, EndLine: 1, Message: fmt.Sprintf("it must be one YAML document, but has %d", len(tree.Docs))}
	}
	b := &builder{doc: doc, anchors: map[string]ast.Node{}}
	ast.Walk(anchorFinder(b.anchors), tree.Docs[0].Body)
	root = b.build(tree.Docs[0].Body, false, 0)
	if b.made > maxValues {
		return nil, &syntax.ParseError{Line: 1, EndLine: 1, Refused: true, Message: fmt.Sprintf("its anchors make more than %d values of it", maxValues)}
	}
	return root, nil
}

// anchorFinder collects the anchors in a tree.
type anchorFinder map[string]ast.Node

// Visit implements ast.Visitor.
func (a anchorFinder) Visit(n ast.Node) ast.Visitor {
	if anchor, ok := n.(*ast.AnchorNode); ok {
		a[anchor.Name.String()] = anchor.Value
	}
	return a
}

// yamlError converts an error from the YAML parser and adds its line. The message may quote the file,
// so it goes into a code span.
func yamlError(err error) *syntax.ParseError {
	e := &syntax.ParseError{Line: 1, EndLine: 1}
	words := firstLine(err.Error())
	var syntaxError *yaml.SyntaxError
	if errors.As(err, &syntaxError) && syntaxError.Token != nil {
		e.Line = max(syntaxError.Token.Position.Line, 1)
		e.EndLine, words = e.Line, firstLine(syntaxError.Message)
	}
	e.Message = "it is not YAML: `" + strings.ReplaceAll(words, "`", "'") + "`"
	return e
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// Below returns the place of a key's value in the map at a place, such as "services.db". The root's
// place is "".
func Below(place, key string) string { return strings.TrimPrefix(place+"."+key, ".") }

// Differences returns the places where two trees differ, such as "services.db.volumes". The items of
// a list share the list's place.
func Differences(a, b *Value) []string { return differences("", a, b) }

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
			places = append(places, differences(Below(at, key), a.Get(key), b.Get(key))...)
		}
	}
	return places
}

package syntax

import (
	"bytes"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// trees are the shell's syntax trees by the text that they were made from, so
// that the variants of a file share them: a file has many, and they differ in
// few scripts.
type trees struct{ byText sync.Map } // of string to *syntax.File

// parse returns the tree of a script, nil when the shell parser does not take
// it.
func (t *trees) parse(script []byte) *syntax.File {
	if known, ok := t.byText.Load(string(script)); ok {
		return known.(*syntax.File)
	}
	var tree *syntax.File
	for _, parsers := range []*sync.Pool{bashParsers, posixParsers} {
		parser := parsers.Get().(*syntax.Parser)
		parsed, err := parser.Parse(bytes.NewReader(script), "")
		parsers.Put(parser)
		if err == nil {
			tree = parsed
			break
		}
	}
	t.byText.Store(string(script), tree)
	return tree
}

// The parsers at hand: each has buffers of some kilobytes.
var bashParsers, posixParsers = parsersOf(syntax.LangBash), parsersOf(syntax.LangPOSIX)

func parsersOf(variant syntax.LangVariant) *sync.Pool {
	return &sync.Pool{New: func() any { return syntax.NewParser(syntax.KeepComments(true), syntax.Variant(variant)) }}
}

// same reports whether a tree is that of a script.
func (t *trees) same(tree *syntax.File, script string) bool {
	other := t.parse([]byte(script))
	return other != nil && printed(tree) == printed(other)
}

// printed returns a tree in words, with white space folded: inside quotes a
// mask has blanks where BuildKit's text has nothing.
func printed(tree *syntax.File) string {
	var b strings.Builder
	if err := syntax.NewPrinter(syntax.SingleLine(true)).Print(&b, tree); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), string(filler), "")), " ")
}

// maxNesting bounds the depth of a script that is parsed: the time and memory
// of the shell parser grow with the square of it. People's scripts stay below
// ten.
const maxNesting = 200

// nesting returns how deep the brackets of a script nest at most, quoted ones
// counted like all others.
func nesting(script []byte) int {
	depth, deepest := 0, 0
	for _, c := range script {
		switch c {
		case '(', '{':
			depth++
			deepest = max(deepest, depth)
		case ')', '}':
			depth = max(depth-1, 0)
		}
	}
	return deepest
}

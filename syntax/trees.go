package syntax

import (
	"bytes"
	"strings"
	"sync"

	"mvdan.cc/sh/v3/syntax"
)

// trees caches shell syntax trees by script. All variants of a file share one cache, because they
// differ in only a few scripts.
type trees struct{ byText sync.Map } // of string to *syntax.File

// parse returns the tree of a script, nil if the shell parser rejects it.
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

// Pools of parsers, which have buffers of several kilobytes each.
var bashParsers, posixParsers = parsersOf(syntax.LangBash), parsersOf(syntax.LangPOSIX)

func parsersOf(variant syntax.LangVariant) *sync.Pool {
	return &sync.Pool{New: func() any { return syntax.NewParser(syntax.KeepComments(true), syntax.Variant(variant)) }}
}

// same reports whether a script has the same tree.
func (t *trees) same(tree *syntax.File, script string) bool {
	other := t.parse([]byte(script))
	return other != nil && printed(tree) == printed(other)
}

// printed returns a tree as text with white space folded. Inside quotes, a mask has blanks where
// BuildKit's text has nothing.
func printed(tree *syntax.File) string {
	var b strings.Builder
	if err := syntax.NewPrinter(syntax.SingleLine(true)).Print(&b, tree); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), string(filler), "")), " ")
}

// maxNesting is the maximum nesting of a script that we parse. The shell parser's time and memory
// grow with its square. Real scripts stay below ten.
const maxNesting = 200

// nesting returns the maximum depth of brackets in a script, including quoted ones.
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

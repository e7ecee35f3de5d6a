package shell

import (
	"bytes"
	"strings"
	"sync"

	sh "mvdan.cc/sh/v3/syntax"
)

// Trees remembers syntax trees by the text that they were made from, so that the variants
// of a file share them: a file has many, and they differ in few scripts. The zero value is
// ready. It may be used by several goroutines.
type Trees struct{ byText sync.Map } // of string to *sh.File

// parse returns the tree of a script, nil when the shell parser rejects it.
func (t *Trees) parse(script []byte) *sh.File {
	if known, ok := t.byText.Load(string(script)); ok {
		return known.(*sh.File)
	}
	var tree *sh.File
	for _, parsers := range []*sync.Pool{bashParsers, posixParsers} {
		parser := parsers.Get().(*sh.Parser)
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

// Tree returns the tree of a script that is no part of a file, nil if it nests too deep or the parser
// rejects it.
func (t *Trees) Tree(script string) *sh.File {
	if nesting([]byte(script)) > MaxNesting || strings.IndexByte(script, 0) >= 0 {
		return nil
	}
	return t.parse([]byte(script))
}

// Each parser has buffers of some kilobytes, so they are used again.
var bashParsers, posixParsers = parsersOf(sh.LangBash), parsersOf(sh.LangPOSIX)

func parsersOf(variant sh.LangVariant) *sync.Pool {
	return &sync.Pool{New: func() any { return sh.NewParser(sh.KeepComments(true), sh.Variant(variant)) }}
}

// SameMeaning reports whether a script has the tree that another text has. White space
// and a filler, which stands for nothing, don't count.
func (s *Script) SameMeaning(text, filler string) bool {
	other := s.trees.parse([]byte(text))
	return other != nil && printed(s.Tree, filler) == printed(other, filler)
}

// printed returns a tree in words, with white space folded.
func printed(tree *sh.File, filler string) string {
	var b strings.Builder
	if err := sh.NewPrinter(sh.SingleLine(true)).Print(&b, tree); err != nil {
		return ""
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(b.String(), filler, "")), " ")
}

package yaml

import (
	"iter"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/drydock-dev/drydock/syntax"
)

// Kind is a kind of value.
type Kind int

// The kinds of values.
const (
	Null Kind = iota
	Scalar
	Map
	List
)

// Value is a value in the file.
type Value struct {
	Kind Kind
	// Text is the value of a scalar, without quotes.
	Text string
	// Span is the value's place. For a map or a list, it goes from the first entry to the last.
	Span syntax.Span
	// Exact is true if Span covers exactly the scalar's bytes, including quotes. Then it can be edited.
	Exact bool
	// Shared is true if the value comes from an alias or a merge.
	Shared  bool
	Entries []Entry  // of a map, in file order
	Items   []*Value // of a list
	// Flow is true for a map in braces or a list in brackets.
	Flow bool
}

// Entry is a key in a map with its value.
type Entry struct {
	Key   *Value
	Value *Value
}

// Get returns the value at a path of keys. It returns nil if a key is missing or a value isn't a map.
// A map's own entries win over merged ones.
func (v *Value) Get(keys ...string) *Value {
	for _, key := range keys {
		if v == nil {
			return nil
		}
		var found *Value
		for _, e := range v.Entries {
			if e.Key.Text == key && (found == nil || found.Shared && !e.Value.Shared) {
				found = e.Value
			}
		}
		v = found
	}
	return v
}

// Entry returns the entry with a key, false if there is none.
func (v *Value) Entry(key string) (Entry, bool) {
	if v != nil {
		for _, e := range v.Entries {
			if e.Key.Text == key {
				return e, true
			}
		}
	}
	return Entry{}, false
}

// Strings returns the text of a scalar, or the texts of a list's scalars.
func (v *Value) Strings() (texts []string) {
	switch {
	case v == nil:
	case v.Kind == Scalar:
		texts = append(texts, v.Text)
	case v.Kind == List:
		for _, item := range v.Items {
			if item.Kind == Scalar {
				texts = append(texts, item.Text)
			}
		}
	}
	return texts
}

// builder converts goccy's nodes to values.
type builder struct {
	doc     *syntax.Document
	anchors map[string]ast.Node
	made    int // values so far
}

// maxValues is how many values a file may have with its aliases expanded.
const maxValues = 100_000

func (b *builder) build(n ast.Node, shared bool, depth int) *Value {
	if b.made++; b.made > maxValues || depth > maxDepth || n == nil {
		return &Value{Shared: shared}
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		return b.build(n.Value, shared, depth+1)
	case *ast.AliasNode:
		return b.build(b.anchors[n.Value.String()], true, depth+1)
	case *ast.TagNode:
		return b.build(n.Value, shared, depth+1)
	case *ast.MappingValueNode:
		v := &Value{Kind: Map, Shared: shared}
		b.entry(v, n, depth)
		return v
	case *ast.MappingNode:
		v := &Value{Kind: Map, Shared: shared, Flow: n.IsFlowStyle}
		for _, e := range n.Values {
			b.entry(v, e, depth)
		}
		return v
	case *ast.SequenceNode:
		v := &Value{Kind: List, Shared: shared, Flow: n.IsFlowStyle}
		for _, item := range n.Values {
			i := b.build(item, shared, depth+1)
			v.Items = append(v.Items, i)
			v.cover(i)
		}
		return v
	case *ast.NullNode:
		return &Value{Shared: shared}
	case *ast.LiteralNode:
		v := &Value{Kind: Scalar, Text: n.Value.Value, Shared: shared}
		v.Span = b.at(n)
		return v
	case ast.ScalarNode:
		return b.scalar(n, shared)
	}
	return &Value{Shared: shared}
}

// maxDepth is how deep values may nest.
const maxDepth = 200

// entry adds an entry to a map, or the entries from a merge.
func (b *builder) entry(v *Value, n *ast.MappingValueNode, depth int) {
	if _, merges := n.Key.(*ast.MergeKeyNode); merges {
		merged := b.build(n.Value, true, depth+1)
		from := []*Value{merged}
		if merged.Kind == List {
			from = merged.Items
		}
		for _, m := range from {
			for _, e := range m.Entries {
				if _, own := v.Entry(e.Key.Text); !own {
					v.Entries = append(v.Entries, e)
				}
			}
		}
		return
	}
	key := b.build(n.Key, v.Shared, depth+1)
	value := b.build(n.Value, v.Shared, depth+1)
	v.Entries = append(v.Entries, Entry{key, value})
	v.cover(key)
	v.cover(value)
}

// cover extends a value's span to include an inner value.
func (v *Value) cover(inner *Value) {
	if inner.Span.Len() == 0 || inner.Shared && !v.Shared {
		return
	}
	if v.Span.Len() == 0 {
		v.Span = inner.Span
	}
	v.Span = syntax.Span{Start: min(v.Span.Start, inner.Span.Start), End: max(v.Span.End, inner.Span.End)}
}

// scalar returns a scalar, with its exact bytes if the source matches the token there.
func (b *builder) scalar(n ast.ScalarNode, shared bool) *Value {
	text := n.GetToken().Value
	v := &Value{Kind: Scalar, Text: text, Shared: shared, Span: b.at(n)}
	source := string(b.doc.Source[v.Span.Start:])
	switch {
	case strings.HasPrefix(source, text) && text != "" && !strings.Contains(text, "\n"):
		v.Span.End, v.Exact = v.Span.Start+len(text), true
	case strings.HasPrefix(source, `"`+text+`"`), strings.HasPrefix(source, "'"+text+"'"):
		v.Span.End, v.Exact = v.Span.Start+len(text)+2, true
	}
	return v
}

// at returns the span from the first byte of a node to the end of its line.
func (b *builder) at(n ast.Node) syntax.Span {
	p := n.GetToken().Position
	line := min(max(p.Line, 1), b.doc.Lines())
	s := b.doc.LineSpan(line)
	column := 1
	for i := range string(b.doc.Source[s.Start:s.End]) { // columns count characters
		if column == p.Column {
			s.Start += i
			break
		}
		column++
	}
	return s
}

// Scalars yields the scalars in a value, except keys, in file order. Each comes with its place, named
// as in Differences.
func (v *Value) Scalars() iter.Seq2[string, *Value] {
	return func(yield func(string, *Value) bool) { v.scalars("", yield) }
}

func (v *Value) scalars(at string, yield func(string, *Value) bool) bool {
	if v == nil {
		return true
	}
	if v.Kind == Scalar {
		return yield(at, v)
	}
	for _, item := range v.Items {
		if !item.scalars(at, yield) {
			return false
		}
	}
	for _, e := range v.Entries {
		if !e.Value.scalars(Below(at, e.Key.Text), yield) {
			return false
		}
	}
	return true
}

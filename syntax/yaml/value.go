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

// Value is a value of the file.
type Value struct {
	Kind Kind
	// Text is a scalar's value, without quotes.
	Text string
	// Span is where it stands; of a map or a list from its first entry to its last one.
	Span syntax.Span
	// Exact says that Span is just the scalar's bytes, quotes included: it can be
	// edited.
	Exact bool
	// Shared says that it came through an alias or a merge.
	Shared  bool
	Entries []Entry  // of a map, in the order of the file
	Items   []*Value // of a list
	// Flow says that a map or a list is written in braces or brackets.
	Flow bool
}

// Entry is a key of a map with its value.
type Entry struct {
	Key   *Value
	Value *Value
}

// Get returns the value of a key, nil when a map has none or v is no map. An entry of
// the map's own wins over merged ones.
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

// Entry returns the entry of a key, false when there is none.
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

// Strings returns a scalar, or a list's scalars, as texts.
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

// builder makes values of goccy's nodes.
type builder struct {
	doc     *syntax.Document
	anchors map[string]ast.Node
	made    int // values so far
}

// maxValues bounds what anchors may grow a file to.
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

// maxDepth is how deep values may lie in each other.
const maxDepth = 200

// entry adds an entry, or those that a merge brings, to a map.
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

// cover makes a value's span reach over one that it holds.
func (v *Value) cover(inner *Value) {
	if inner.Span.Len() == 0 || inner.Shared && !v.Shared {
		return
	}
	if v.Span.Len() == 0 {
		v.Span = inner.Span
	}
	v.Span = syntax.Span{Start: min(v.Span.Start, inner.Span.Start), End: max(v.Span.End, inner.Span.End)}
}

// scalar returns a scalar with its exact bytes, where the source has it as its token
// says.
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

// at returns where a node stands: from its first byte to the end of its line.
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

// Scalars yields the scalars of a value, keys excepted, in the order of the file, each
// with its place as Differences names it.
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

package compose

import (
	"bytes"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// appendItem returns the edit that adds an item to a list of scalars. It returns false if
// the list isn't written as a block.
func appendItem(file *compose.File, list *yaml.Value, text string) (lint.Edit, bool) {
	if list == nil || list.Kind != yaml.List || list.Flow || list.Shared || len(list.Items) == 0 {
		return lint.Edit{}, false
	}
	first, last := list.Items[0], list.Items[len(list.Items)-1]
	before := file.Text(syntax.Span{Start: file.LineSpan(file.Position(first.Span.Start).Line).Start, End: first.Span.Start})
	if first.Kind != yaml.Scalar || last.Kind != yaml.Scalar || strings.TrimSpace(before) != "-" {
		return lint.Edit{}, false
	}
	return edit.Insert(file.LineSpan(file.Position(last.Span.Start).Line).End, file.LineEnding()+before+text), true
}

// removeEntry returns the edit that removes a map's entry with its lines: "version" of a file, or
// "restart" of a service. Of two empty lines that would meet, one goes too. It returns false if that
// would leave something broken, or take something else along: if the entry is the map's only one or
// in braces, if it has no value (`restart:`), a block scalar (`|`, `>`) or one that isn't written out
// here (an anchor, a merge), or if a comment or anything else is on its lines.
func removeEntry(file *compose.File, m *yaml.Value, key string) (lint.Edit, bool) {
	e, ok := m.Entry(key)
	if !ok || len(m.Entries) == 1 || m.Flow || e.Value.Flow {
		return lint.Edit{}, false
	}
	entry := compose.EntrySpan(e)
	first, last := file.Position(entry.Start).Line, file.Position(entry.End).Line
	lines := syntax.Span{Start: file.FullLineSpan(first).Start, End: file.FullLineSpan(last).End}
	rest := []byte(file.Text(lines)) // what isn't a value
	for _, v := range e.Value.Scalars() {
		if v.Shared || !v.Exact {
			return lint.Edit{}, false
		}
		copy(rest[v.Span.Start-lines.Start:], strings.Repeat("x", v.Span.Len()))
	}
	before := file.Text(syntax.Span{Start: lines.Start, End: entry.Start})
	if strings.TrimSpace(before) != "" || file.LineSpan(last).End != entry.End || lines.End == entry.End || bytes.ContainsRune(rest, '#') {
		return lint.Edit{}, false
	}
	above, below := first == 1 || file.Blank(first-1), last == file.Lines() || file.Blank(last+1)
	switch {
	case above && below && last < file.Lines():
		lines.End = file.FullLineSpan(last + 1).End
	case above && below && first > 1:
		lines.Start = file.FullLineSpan(first - 1).Start
	}
	return lint.Edit{Span: lines}, true
}

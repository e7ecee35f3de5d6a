package compose

import (
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

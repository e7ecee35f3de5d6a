package compose

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// Subject names the entry that a span is in by its keys, without the values that edits change:
// "services.web.ports".
func (f *File) Subject(span syntax.Span) string {
	var path []string
	for at := f.Root; at != nil; {
		var inside *yaml.Value
		for _, e := range at.Entries {
			if EntrySpan(e).Contains(span) && e.Key.Span.Len() > 0 {
				path, inside = append(path, e.Key.Text), e.Value
			}
		}
		for _, item := range at.Items {
			if item.Span.Contains(span) {
				inside = item
			}
		}
		at = inside
	}
	return strings.Join(path, ".")
}

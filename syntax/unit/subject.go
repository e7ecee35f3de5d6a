package unit

import "github.com/drydock-dev/drydock/syntax"

// Subject names the setting that a span is in: "Service.ExecStart".
func (f *File) Subject(span syntax.Span) string {
	for _, s := range f.Settings {
		if s.Span.Contains(span) {
			return s.Section + "." + s.Name
		}
	}
	return ""
}

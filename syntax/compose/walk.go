package compose

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// EachService calls f for each service that is a map, in the order of the file.
func (f *File) EachService(do func(s Service)) {
	for _, s := range f.Services {
		if s.Kind == yaml.Map {
			do(s)
		}
	}
}

// EntrySpan returns the span of a map's entry, from its key to the end of its value.
func EntrySpan(e yaml.Entry) syntax.Span {
	s := e.Key.Span
	if e.Value.Span.Len() > 0 && !e.Value.Shared {
		s.End = max(s.End, e.Value.Span.End)
	}
	return s
}

// At returns where to show a finding about a service's entry: on the entry, or on the
// service's name if the entry came through an anchor.
func At(s Service, key string) syntax.Span {
	if e, ok := s.Entry(key); ok && !e.Value.Shared && e.Key.Span.Len() > 0 {
		return EntrySpan(e)
	}
	return s.Key.Span
}

// WrittenAt returns where to show a finding about an entry that is the same for all services which have
// it through an anchor: on the entry, wherever it's written.
func WrittenAt(s Service, key string) syntax.Span {
	e, ok := s.Entry(key)
	if !ok || e.Key.Span.Len() == 0 {
		return s.Key.Span
	}
	span := e.Key.Span
	span.End = max(span.End, e.Value.Span.End)
	return span
}

// ItemSpan returns where to show a finding about an item of an entry's list: on the item,
// or where at says if the item came through an anchor.
func ItemSpan(s Service, key string, item *yaml.Value) syntax.Span {
	if item.Span.Len() > 0 && !item.Shared {
		return item.Span
	}
	return At(s, key)
}

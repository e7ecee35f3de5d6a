package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// This file holds what the rules about Compose files share.

// services calls f for each service of a Compose file.
func (p *Pass) services(f func(s compose.Service)) {
	file, ok := p.File.Model.(*compose.File)
	if !ok {
		return
	}
	for _, s := range file.Services {
		if s.Kind == yaml.Map {
			f(s)
		}
	}
}

// entrySpan returns the span of a map's entry, from its key to the end of its value.
func entrySpan(e yaml.Entry) syntax.Span {
	s := e.Key.Span
	if e.Value.Span.Len() > 0 && !e.Value.Shared {
		s.End = max(s.End, e.Value.Span.End)
	}
	return s
}

// at returns where to show a finding about a service's entry: on the entry, or on the
// service's name if the entry came through an anchor.
func at(s compose.Service, key string) syntax.Span {
	if e, ok := s.Entry(key); ok && !e.Value.Shared && e.Key.Span.Len() > 0 {
		return entrySpan(e)
	}
	return s.Key.Span
}

// itemSpan returns where to show a finding about an item of an entry's list: on the item,
// or where at says if the item came through an anchor.
func itemSpan(s compose.Service, key string, item *yaml.Value) syntax.Span {
	if item.Span.Len() > 0 && !item.Shared {
		return item.Span
	}
	return at(s, key)
}

// appendItem returns the edit that adds an item to a list of scalars. It returns false if
// the list isn't written as a block.
func (p *Pass) appendItem(list *yaml.Value, text string) (Edit, bool) {
	if list == nil || list.Kind != yaml.List || list.Flow || list.Shared || len(list.Items) == 0 {
		return Edit{}, false
	}
	first, last := list.Items[0], list.Items[len(list.Items)-1]
	before := p.File.Text(syntax.Span{Start: p.File.LineSpan(p.File.Position(first.Span.Start).Line).Start, End: first.Span.Start})
	if first.Kind != yaml.Scalar || last.Kind != yaml.Scalar || strings.TrimSpace(before) != "-" {
		return Edit{}, false
	}
	return insert(p.File.LineSpan(p.File.Position(last.Span.Start).Line).End, p.File.LineEnding()+before+text), true
}

// mount is an item of a service's volumes.
type mount struct {
	source, target, kind string // kind is bind, volume, tmpfs or ""
	value                *yaml.Value
}

// isBind reports whether the mount's source is a folder or file of the host.
func (m mount) isBind() bool {
	return m.kind == "bind" || m.kind == "" && (strings.HasPrefix(m.source, ".") || strings.HasPrefix(m.source, "/") || strings.HasPrefix(m.source, "~"))
}

// mounts returns the mounts in a service's volumes. The source is "" for a volume without
// a name. A short form like $DATA:/data has its whole text as source and target.
func mounts(s compose.Service) (all []mount) {
	volumes := s.Get("volumes")
	if volumes == nil {
		return nil
	}
	for _, item := range volumes.Items {
		if item.Kind == yaml.Map {
			m := mount{value: item}
			for key, field := range map[string]*string{"source": &m.source, "src": &m.source, "target": &m.target, "dst": &m.target, "type": &m.kind} {
				if v := item.Get(key); v != nil && v.Text != "" {
					*field = v.Text
				}
			}
			all = append(all, m)
			continue
		}
		parts := strings.Split(item.Text, ":")
		m := mount{target: parts[0], value: item}
		if len(parts) > 1 && !strings.HasPrefix(item.Text, "$") {
			m.source, m.target = parts[0], parts[1]
		} else if len(parts) > 1 {
			m.source, m.target = item.Text, item.Text // the variable may hold anything
		}
		all = append(all, m)
	}
	return all
}

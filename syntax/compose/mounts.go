package compose

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax/yaml"
)

// Mount is an item of a service's volumes.
type Mount struct {
	Source, Target, Kind string // kind is bind, volume, tmpfs or ""
	Value                *yaml.Value
}

// IsBind reports whether the mount's source is a folder or file of the host.
func (m Mount) IsBind() bool {
	return m.Kind == "bind" || m.Kind == "" && (strings.HasPrefix(m.Source, ".") || strings.HasPrefix(m.Source, "/") || strings.HasPrefix(m.Source, "~"))
}

// Mounts returns the mounts in a service's volumes. The source is "" for a volume without
// a name. A short form like $DATA:/data has its whole text as source and target.
func Mounts(s Service) (all []Mount) {
	volumes := s.Get("volumes")
	if volumes == nil {
		return nil
	}
	for _, item := range volumes.Items {
		if item.Kind == yaml.Map {
			m := Mount{Value: item}
			for key, field := range map[string]*string{"source": &m.Source, "src": &m.Source, "target": &m.Target, "dst": &m.Target, "type": &m.Kind} {
				if v := item.Get(key); v != nil && v.Text != "" {
					*field = v.Text
				}
			}
			all = append(all, m)
			continue
		}
		parts := strings.Split(item.Text, ":")
		m := Mount{Target: parts[0], Value: item}
		if len(parts) > 1 && !strings.HasPrefix(item.Text, "$") {
			m.Source, m.Target = parts[0], parts[1]
		} else if len(parts) > 1 {
			m.Source, m.Target = item.Text, item.Text // the variable may hold anything
		}
		all = append(all, m)
	}
	return all
}

package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// What rules about Compose files share.

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

// entrySpan returns where an entry of a map stands, from its key to its value.
func entrySpan(e yaml.Entry) syntax.Span {
	s := e.Key.Span
	if e.Value.Span.Len() > 0 && !e.Value.Shared {
		s.End = max(s.End, e.Value.Span.End)
	}
	return s
}

// at returns where a finding about an entry of a service is shown: at the entry, or at
// the service's name when it came through an anchor.
func at(s compose.Service, key string) syntax.Span {
	if e, ok := s.Entry(key); ok && !e.Value.Shared && e.Key.Span.Len() > 0 {
		return entrySpan(e)
	}
	return s.Key.Span
}

// store is a program that keeps data.
type store struct {
	name string
	data []string // where it keeps it; a volume on one of them is enough
	port string   // that it listens on
}

// storeImages are known images that keep data, by the last part of their names. Sources: the
// images' own pages on Docker Hub and Elastic's and MinIO's manuals.
var storeImages = map[string]store{
	"postgres":          {"PostgreSQL", []string{"/var/lib/postgresql/data", "/var/lib/postgresql"}, "5432"},
	"postgis":           {"PostgreSQL", []string{"/var/lib/postgresql/data", "/var/lib/postgresql"}, "5432"},
	"mysql":             {"MySQL", []string{"/var/lib/mysql"}, "3306"},
	"mariadb":           {"MariaDB", []string{"/var/lib/mysql"}, "3306"},
	"mongo":             {"MongoDB", []string{"/data/db"}, "27017"},
	"elasticsearch":     {"Elasticsearch", []string{"/usr/share/elasticsearch/data"}, "9200"},
	"neo4j":             {"Neo4j", []string{"/data"}, "7687"},
	"couchdb":           {"CouchDB", []string{"/opt/couchdb/data"}, "5984"},
	"cassandra":         {"Cassandra", []string{"/var/lib/cassandra"}, "9042"},
	"clickhouse-server": {"ClickHouse", []string{"/var/lib/clickhouse"}, "8123"},
	"redis":             {"Redis", nil, "6379"},
}

// storeOf returns what a service's image keeps, false for none that is known. The
// image is one of Docker Hub's own or of a publisher's, by its name.
func storeOf(s compose.Service) (store, bool) {
	image := s.Get("image")
	if image == nil || image.Kind != yaml.Scalar || strings.Contains(image.Text, "$") {
		return store{}, false
	}
	return storeNamed(image.Text)
}

// storeNamed returns what an image of this name keeps.
func storeNamed(image string) (store, bool) {
	name, _, _ := strings.Cut(image, "@")
	name = name[strings.LastIndex(name, "/")+1:]
	name, _, _ = strings.Cut(name, ":")
	known, ok := storeImages[name]
	return known, ok
}

// mount is an entry of a service's volumes.
type mount struct {
	source, target, kind string // kind is bind, volume, tmpfs or ""
	value                *yaml.Value
}

// mounts returns the volumes of a service. In a short form the source is "" when there
// is none.
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
			m.source, m.target = item.Text, item.Text // a variable: anything
		}
		all = append(all, m)
	}
	return all
}

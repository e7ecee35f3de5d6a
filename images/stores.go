package images

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// This file holds what the rules know about programs and images that keep data.

// Store is a program that keeps data.
type Store struct {
	Name string
	Data []string // its data folders; a volume on one is enough. Empty: it keeps nothing unless told to
	Port string   // its default port
	// Declared are folders that the image itself declares as volumes. Docker gives each a volume
	// without a name, also where something is mounted above it.
	Declared []string
	// Unowned says that a volume on the data folder would belong to root, but the program
	// runs as another user.
	Unowned bool
	// Refused is a folder of versions before Moved: this one doesn't start with a volume there.
	Refused string
	// Moved is the major version since which the data is where Data says; 0 where it never moved.
	Moved int
	// Unsure says that the folder depends on the version, and that the image's name doesn't
	// say which that is. Then Data has the folders of all versions, the newest first.
	Unsure bool

	// places are where the versions of the image keep the data, the newest first.
	places []place
	// programs are the names of the store's server, and installed is where it keeps its data if a
	// package installed it: "" for the folder it starts in, and only if it's told to keep any.
	programs  []string
	installed string
}

// place is where an image keeps its data from a major version on.
type place struct {
	from    int
	data    string // "" if it keeps none unless told to
	refused bool   // it doesn't start with a volume at the place before
}

// Place says for people where a volume on the data belongs.
func (s Store) Place() string {
	if s.Unsure {
		return fmt.Sprintf("`%s` (before version %d: `%s`)", s.Data[0], s.Moved, s.Data[1])
	}
	return "`" + s.Data[0] + "`"
}

// PlaceFor returns where a mount at a folder belongs: that folder, or the one that a version of the
// store uses instead because it refuses to start with a mount there.
func (s Store) PlaceFor(folder string) string {
	if s.Refused != "" && path.Clean(folder) == s.Refused {
		return s.Data[0]
	}
	return folder
}

// majorVersion matches a major version at the start of a tag, and pgVersion PostgreSQL's in the tags
// of its extensions: pg17, 0.8.1-pg17.
var (
	majorVersion = regexp.MustCompile(`^(\d+)`)
	pgVersion    = regexp.MustCompile(`(?:^|-)pg(\d+)`)
)

// at returns the store with its data folder by the image's tag.
func (s Store) at(tag string) Store {
	if len(s.places) == 0 {
		return s
	}
	version := pgVersion.FindStringSubmatch(tag)
	if version == nil {
		version = majorVersion.FindStringSubmatch(tag)
	}
	if version == nil {
		if slices.ContainsFunc(s.places, func(p place) bool { return p.data == "" }) {
			return s // it may keep nothing
		}
		s.Moved, s.Unsure = s.places[0].from, true
		for _, p := range s.places {
			s.Data = append(s.Data, p.data)
		}
		return s
	}
	major, err := strconv.Atoi(version[1])
	for i, p := range s.places {
		if err == nil && major < p.from {
			continue
		}
		if s.Moved = p.from; p.data != "" {
			s.Data, s.Declared = []string{p.data}, []string{p.data}
		}
		if p.refused {
			s.Refused = s.places[i+1].data
		}
		break
	}
	return s
}

// storeImages are known images that keep data, by the last part of their names. The publisher is in
// front where other publishers' images keep their data elsewhere.
//
// Sources: the images' own pages on Docker Hub and their Dockerfiles (docker-library's, and
// influxdata/influxdata-docker), and the manuals of Elastic, MinIO, Kafka, Confluent and Microsoft.
// Where programs keep data that packages install: their manuals and Debian's packages. What moved:
//   - PostgreSQL keeps its data one folder up since version 18, in one folder per major version, and
//     doesn't start with a volume at the former place: Docker Hub, under PGDATA; its
//     docker-entrypoint.sh.
//   - InfluxDB 2 keeps it in a folder of its own. InfluxDB 3 has no folder unless it's told one.
var storeImages = map[string]Store{
	"postgres":              postgreSQL,
	"postgis":               postgreSQL,
	"pgvector":              postgreSQL,
	"pgautoupgrade":         postgreSQL,
	"mysql":                 {Name: "MySQL", Data: []string{"/var/lib/mysql"}, Port: "3306", Declared: []string{"/var/lib/mysql"}, programs: []string{"mysqld", "mysqld_safe"}, installed: "/var/lib/mysql"},
	"mariadb":               {Name: "MariaDB", Data: []string{"/var/lib/mysql"}, Port: "3306", Declared: []string{"/var/lib/mysql"}, programs: []string{"mariadbd", "mariadbd-safe"}, installed: "/var/lib/mysql"},
	"mongo":                 {Name: "MongoDB", Data: []string{"/data/db"}, Port: "27017", Declared: []string{"/data/db", "/data/configdb"}, programs: []string{"mongod"}, installed: "/data/db"},
	"elasticsearch":         {Name: "Elasticsearch", Data: []string{"/usr/share/elasticsearch/data"}, Port: "9200", programs: []string{"elasticsearch"}, installed: "/usr/share/elasticsearch/data"},
	"opensearch":            {Name: "OpenSearch", Data: []string{"/usr/share/opensearch/data"}, Port: "9200"},
	"neo4j":                 {Name: "Neo4j", Data: []string{"/data"}, Port: "7687", programs: []string{"neo4j"}, installed: "/var/lib/neo4j/data"},
	"couchdb":               {Name: "CouchDB", Data: []string{"/opt/couchdb/data"}, Port: "5984", Declared: []string{"/opt/couchdb/data"}, programs: []string{"couchdb"}, installed: "/opt/couchdb/data"},
	"cassandra":             {Name: "Cassandra", Data: []string{"/var/lib/cassandra"}, Port: "9042", Declared: []string{"/var/lib/cassandra"}, programs: []string{"cassandra"}, installed: "/var/lib/cassandra"},
	"clickhouse-server":     {Name: "ClickHouse", Data: []string{"/var/lib/clickhouse"}, Port: "8123", Declared: []string{"/var/lib/clickhouse"}, programs: []string{"clickhouse-server"}, installed: "/var/lib/clickhouse"},
	"influxdb":              {Name: "InfluxDB", Port: "8086", places: []place{{from: 3}, {from: 2, data: "/var/lib/influxdb2"}, {data: "/var/lib/influxdb"}}, programs: []string{"influxd"}, installed: "/var/lib/influxdb"},
	"rabbitmq":              {Name: "RabbitMQ", Data: []string{"/var/lib/rabbitmq"}, Port: "5672", Declared: []string{"/var/lib/rabbitmq"}, programs: []string{"rabbitmq-server"}, installed: "/var/lib/rabbitmq"},
	"redis":                 {Name: "Redis", Port: "6379", programs: []string{"redis-server"}},
	"valkey":                {Name: "Valkey", Port: "6379", programs: []string{"valkey-server"}},
	"minio/minio":           {Name: "MinIO", Port: "9000", programs: []string{"minio"}, installed: "/data"},
	"apache/kafka":          {Name: "Kafka", Data: []string{"/tmp/kraft-combined-logs"}, Port: "9092", Unowned: true},
	"confluentinc/cp-kafka": {Name: "Kafka", Data: []string{"/var/lib/kafka/data"}, Port: "9092"},
	"mssql/server":          {Name: "SQL Server", Data: []string{"/var/opt/mssql"}, Port: "1433"},
}

var postgreSQL = Store{
	Name: "PostgreSQL", Port: "5432",
	places:   []place{{from: 18, data: "/var/lib/postgresql", refused: true}, {data: "/var/lib/postgresql/data"}},
	programs: []string{"postgres", "pg_ctl"}, installed: "/var/lib/postgresql",
}

// Stores maps programs that keep data in their own files to their folder where a package installed
// them. The folder is "" for programs that keep data only if told to, in the folder they start in.
var Stores = func() map[string]string {
	folders := map[string]string{"prometheus": "/prometheus", "slapd": "/var/lib/ldap"} // no image of a known name
	for _, s := range storeImages {
		for _, program := range s.programs {
			folders[program] = s.installed
		}
	}
	return folders
}()

// elsewhere are publishers whose images have these names but other data folders.
var elsewhere = []string{"bitnami", "bitnamilegacy", "linuxserver", "hotio"}

// StoreNamed returns the store that an image runs, false if it isn't known.
func StoreNamed(image string) (Store, bool) {
	image, _, _ = strings.Cut(image, "@")
	parts := strings.Split(image, "/")
	name, tag, _ := strings.Cut(parts[len(parts)-1], ":")
	owner := ""
	if len(parts) > 1 {
		owner = parts[len(parts)-2]
	}
	if known, ok := storeImages[owner+"/"+name]; ok {
		return known.at(tag), true
	}
	known, ok := storeImages[name]
	return known.at(tag), ok && !slices.Contains(elsewhere, owner)
}

// StoreOf returns the store that a service runs, with the data folder that its command and
// environment set. It returns false if the image isn't known.
func StoreOf(s compose.Service) (Store, bool) {
	image := s.Get("image")
	if image == nil || image.Kind != yaml.Scalar || strings.Contains(image.Text, "$") {
		return Store{}, false
	}
	known, ok := StoreNamed(image.Text)
	switch known.Name {
	case "PostgreSQL":
		if data := environment(s)["PGDATA"]; data != "" {
			known.Data, known.Declared, known.Refused, known.Unsure = nil, nil, "", false
			if !strings.Contains(data, "$") {
				known.Data = []string{path.Clean(data)}
			}
		}
	case "Redis", "Valkey":
		if persists.MatchString(strings.Join(s.Get("command").Strings(), " ")) {
			known.Data = []string{"/data"}
		}
	case "MinIO":
		if m := minioData.FindStringSubmatch(strings.Join(s.Get("command").Strings(), " ")); m != nil {
			known.Data = []string{path.Clean(m[1])}
		}
	case "Kafka":
		if dirs := environment(s)["KAFKA_LOG_DIRS"]; dirs != "" {
			known.Data, known.Unowned = []string{path.Clean(dirs)}, true
		}
	}
	return known, ok
}

var (
	// persists matches the options that make Redis write its data to disk.
	persists = regexp.MustCompile(`--appendonly\s+["']?yes\b|--save\s+["']?\d`)
	// minioData matches the folder that MinIO serves, if it serves only one.
	minioData = regexp.MustCompile(`\bserver\s+(?:--\S+\s+(?:":?\d+"|:?\d+)\s+)*["']?(/[\w./-]+)["']?(?:\s+--|\s*$)`)
)

// environment returns the variables in a service's environment.
func environment(s compose.Service) map[string]string {
	variables := map[string]string{}
	v := s.Get("environment")
	if v == nil {
		return variables
	}
	for _, e := range v.Entries {
		variables[e.Key.Text] = e.Value.Text
	}
	for _, text := range v.Strings() {
		name, value, _ := strings.Cut(text, "=")
		variables[name] = value
	}
	return variables
}

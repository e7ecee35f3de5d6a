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

// This file holds what the rules know about images that keep data.

// Store is a program that keeps data.
type Store struct {
	Name string
	Data []string // its data folders; a volume on one is enough. Empty: it keeps nothing unless told to
	Port string   // its default port
	// Unowned says that a volume on the data folder would belong to root, but the program
	// runs as another user.
	Unowned bool
	// Refused is a folder of earlier versions: this one doesn't start with a volume there.
	Refused string
	// Unsure says that the folder depends on the version, and that the image's name doesn't
	// say which that is. Then Data has the folders of all versions, the newest first.
	Unsure bool
}

// Place says for people where a volume on the data belongs.
func (s Store) Place() string {
	if s.Unsure {
		return fmt.Sprintf("`%s` (before version %d: `%s`)", s.Data[0], postgresMoved, s.Data[1])
	}
	return "`" + s.Data[0] + "`"
}

// PostgreSQL's images keep the data one folder up since version 18, in one folder per major
// version, and don't start with a volume at the former place.
// Source: the image's page on Docker Hub, under PGDATA; its docker-entrypoint.sh.
const (
	postgresMoved  = 18
	postgresData   = "/var/lib/postgresql"
	postgresFormer = "/var/lib/postgresql/data"
)

// postgresVersion matches a major version at the start of a tag. pgvector's are called pg17.
var postgresVersion = regexp.MustCompile(`^(?:pg)?(\d+)`)

// placePostgres sets the data folder of PostgreSQL by its image's tag.
func placePostgres(store Store, tag string) Store {
	version := postgresVersion.FindStringSubmatch(tag)
	if version == nil {
		store.Data, store.Unsure = []string{postgresData, postgresFormer}, true
		return store
	}
	if major, err := strconv.Atoi(version[1]); err == nil && major < postgresMoved {
		store.Data = []string{postgresFormer, postgresData}
		return store
	}
	store.Data, store.Refused = []string{postgresData}, postgresFormer
	return store
}

// storeImages are known images that keep data, by the last part of their names. PostgreSQL's
// folder follows from its version. The
// publisher is in front where other publishers' images keep their data elsewhere. Sources:
// the images' own pages on Docker Hub, and the manuals of Elastic, MinIO, Kafka, Confluent
// and Microsoft.
var storeImages = map[string]Store{
	"postgres":              {Name: "PostgreSQL", Port: "5432"},
	"postgis":               {Name: "PostgreSQL", Port: "5432"},
	"pgvector":              {Name: "PostgreSQL", Port: "5432"},
	"pgautoupgrade":         {Name: "PostgreSQL", Port: "5432"},
	"mysql":                 {Name: "MySQL", Data: []string{"/var/lib/mysql"}, Port: "3306"},
	"mariadb":               {Name: "MariaDB", Data: []string{"/var/lib/mysql"}, Port: "3306"},
	"mongo":                 {Name: "MongoDB", Data: []string{"/data/db"}, Port: "27017"},
	"elasticsearch":         {Name: "Elasticsearch", Data: []string{"/usr/share/elasticsearch/data"}, Port: "9200"},
	"opensearch":            {Name: "OpenSearch", Data: []string{"/usr/share/opensearch/data"}, Port: "9200"},
	"neo4j":                 {Name: "Neo4j", Data: []string{"/data"}, Port: "7687"},
	"couchdb":               {Name: "CouchDB", Data: []string{"/opt/couchdb/data"}, Port: "5984"},
	"cassandra":             {Name: "Cassandra", Data: []string{"/var/lib/cassandra"}, Port: "9042"},
	"clickhouse-server":     {Name: "ClickHouse", Data: []string{"/var/lib/clickhouse"}, Port: "8123"},
	"rabbitmq":              {Name: "RabbitMQ", Data: []string{"/var/lib/rabbitmq"}, Port: "5672"},
	"redis":                 {Name: "Redis", Port: "6379"},
	"valkey":                {Name: "Valkey", Port: "6379"},
	"minio/minio":           {Name: "MinIO", Port: "9000"},
	"apache/kafka":          {Name: "Kafka", Data: []string{"/tmp/kraft-combined-logs"}, Port: "9092", Unowned: true},
	"confluentinc/cp-kafka": {Name: "Kafka", Data: []string{"/var/lib/kafka/data"}, Port: "9092"},
	"mssql/server":          {Name: "SQL Server", Data: []string{"/var/opt/mssql"}, Port: "1433"},
}

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
		return known, true
	}
	known, ok := storeImages[name]
	if known.Name == "PostgreSQL" {
		known = placePostgres(known, tag)
	}
	return known, ok && !slices.Contains(elsewhere, owner)
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
			known.Data, known.Refused, known.Unsure = nil, "", false
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

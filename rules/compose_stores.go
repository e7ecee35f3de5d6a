package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// This file holds what the rules know about images that keep data.

// store is a program that keeps data.
type store struct {
	name string
	data []string // its data folders; a volume on one is enough. Empty: it keeps nothing unless told to
	port string   // its default port
	// unowned says that a volume on the data folder would belong to root, but the program
	// runs as another user.
	unowned bool
}

// storeImages are known images that keep data, by the last part of their names. The
// publisher is in front where other publishers' images keep their data elsewhere. Sources:
// the images' own pages on Docker Hub, and the manuals of Elastic, MinIO, Kafka, Confluent
// and Microsoft.
var storeImages = map[string]store{
	"postgres":              {name: "PostgreSQL", data: []string{"/var/lib/postgresql/data", "/var/lib/postgresql"}, port: "5432"},
	"postgis":               {name: "PostgreSQL", data: []string{"/var/lib/postgresql/data", "/var/lib/postgresql"}, port: "5432"},
	"pgvector":              {name: "PostgreSQL", data: []string{"/var/lib/postgresql/data", "/var/lib/postgresql"}, port: "5432"},
	"mysql":                 {name: "MySQL", data: []string{"/var/lib/mysql"}, port: "3306"},
	"mariadb":               {name: "MariaDB", data: []string{"/var/lib/mysql"}, port: "3306"},
	"mongo":                 {name: "MongoDB", data: []string{"/data/db"}, port: "27017"},
	"elasticsearch":         {name: "Elasticsearch", data: []string{"/usr/share/elasticsearch/data"}, port: "9200"},
	"opensearch":            {name: "OpenSearch", data: []string{"/usr/share/opensearch/data"}, port: "9200"},
	"neo4j":                 {name: "Neo4j", data: []string{"/data"}, port: "7687"},
	"couchdb":               {name: "CouchDB", data: []string{"/opt/couchdb/data"}, port: "5984"},
	"cassandra":             {name: "Cassandra", data: []string{"/var/lib/cassandra"}, port: "9042"},
	"clickhouse-server":     {name: "ClickHouse", data: []string{"/var/lib/clickhouse"}, port: "8123"},
	"rabbitmq":              {name: "RabbitMQ", data: []string{"/var/lib/rabbitmq"}, port: "5672"},
	"redis":                 {name: "Redis", port: "6379"},
	"valkey":                {name: "Valkey", port: "6379"},
	"minio/minio":           {name: "MinIO", port: "9000"},
	"apache/kafka":          {name: "Kafka", data: []string{"/tmp/kraft-combined-logs"}, port: "9092", unowned: true},
	"confluentinc/cp-kafka": {name: "Kafka", data: []string{"/var/lib/kafka/data"}, port: "9092"},
	"mssql/server":          {name: "SQL Server", data: []string{"/var/opt/mssql"}, port: "1433"},
}

// elsewhere are publishers whose images have these names but other data folders.
var elsewhere = []string{"bitnami", "bitnamilegacy", "linuxserver", "hotio"}

// storeNamed returns the store that an image runs, false if it isn't known.
func storeNamed(image string) (store, bool) {
	image, _, _ = strings.Cut(image, "@")
	parts := strings.Split(image, "/")
	name, _, _ := strings.Cut(parts[len(parts)-1], ":")
	owner := ""
	if len(parts) > 1 {
		owner = parts[len(parts)-2]
	}
	if known, ok := storeImages[owner+"/"+name]; ok {
		return known, true
	}
	known, ok := storeImages[name]
	return known, ok && !slices.Contains(elsewhere, owner)
}

// storeOf returns the store that a service runs, with the data folder that its command and
// environment set. It returns false if the image isn't known.
func storeOf(s compose.Service) (store, bool) {
	image := s.Get("image")
	if image == nil || image.Kind != yaml.Scalar || strings.Contains(image.Text, "$") {
		return store{}, false
	}
	known, ok := storeNamed(image.Text)
	switch known.name {
	case "Redis", "Valkey":
		if persists.MatchString(strings.Join(s.Get("command").Strings(), " ")) {
			known.data = []string{"/data"}
		}
	case "MinIO":
		if m := minioData.FindStringSubmatch(strings.Join(s.Get("command").Strings(), " ")); m != nil {
			known.data = []string{path.Clean(m[1])}
		}
	case "Kafka":
		if dirs := environment(s)["KAFKA_LOG_DIRS"]; dirs != "" {
			known.data, known.unowned = []string{path.Clean(dirs)}, true
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

package images

// Stores maps programs that keep data in their own files to their default folder. The folder
// is "" for programs that keep data only if told to, in the folder they start in. From the
// programs' manuals and Debian's packages.
var Stores = map[string]string{
	"postgres": "/var/lib/postgresql", "pg_ctl": "/var/lib/postgresql",
	"mysqld": "/var/lib/mysql", "mysqld_safe": "/var/lib/mysql", "mariadbd": "/var/lib/mysql", "mariadbd-safe": "/var/lib/mysql",
	"mongod": "/data/db", "redis-server": "", "valkey-server": "",
	"rabbitmq-server": "/var/lib/rabbitmq", "couchdb": "/opt/couchdb/data", "influxd": "/var/lib/influxdb",
	"clickhouse-server": "/var/lib/clickhouse", "cassandra": "/var/lib/cassandra", "neo4j": "/var/lib/neo4j/data",
	"elasticsearch": "/usr/share/elasticsearch/data", "minio": "/data", "prometheus": "/prometheus", "slapd": "/var/lib/ldap",
}

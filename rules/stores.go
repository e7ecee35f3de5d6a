package rules

// stores are the programs that keep data in files of their own, with the folder
// where they keep it unless told otherwise, "" where that is the folder they are
// started in, and they keep data only when told to. From the programs' manuals and the
// packages of Debian.
var stores = map[string]string{
	"postgres": "/var/lib/postgresql", "pg_ctl": "/var/lib/postgresql",
	"mysqld": "/var/lib/mysql", "mysqld_safe": "/var/lib/mysql", "mariadbd": "/var/lib/mysql", "mariadbd-safe": "/var/lib/mysql",
	"mongod": "/data/db", "redis-server": "", "valkey-server": "",
	"rabbitmq-server": "/var/lib/rabbitmq", "couchdb": "/opt/couchdb/data", "influxd": "/var/lib/influxdb",
	"clickhouse-server": "/var/lib/clickhouse", "cassandra": "/var/lib/cassandra", "neo4j": "/var/lib/neo4j/data",
	"elasticsearch": "/usr/share/elasticsearch/data", "minio": "/data", "prometheus": "/prometheus", "slapd": "/var/lib/ldap",
}

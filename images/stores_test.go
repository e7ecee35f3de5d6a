package images

import (
	"slices"
	"testing"
)

// TestStoreByVersion shows where a version of an image keeps its data, and what it refuses.
func TestStoreByVersion(t *testing.T) {
	const now, before = "/var/lib/postgresql", "/var/lib/postgresql/data"
	tests := []struct {
		image   string
		data    []string
		refused string
	}{
		{"postgres:18", []string{now}, before},
		{"postgres:18.1-alpine3.22", []string{now}, before},
		{"docker.io/library/postgres:19beta1", []string{now}, before},
		{"postgres:17", []string{before}, ""},
		{"postgres:9.6", []string{before}, ""},
		{"postgres", []string{now, before}, ""},
		{"postgres:bookworm", []string{now, before}, ""},
		{"pgvector/pgvector:pg18-trixie", []string{now}, before},
		{"pgvector/pgvector:0.8.1-pg17", []string{before}, ""},
		{"pgvector/pgvector:0.8.1-pg18", []string{now}, before},
		{"postgis/postgis:18-3.6", []string{now}, before},
		{"influxdb:1.11", []string{"/var/lib/influxdb"}, ""},
		{"influxdb:2.7-alpine", []string{"/var/lib/influxdb2"}, ""},
		{"influxdb:3-core", nil, ""},
		{"influxdb:latest", nil, ""},
		{"mysql:9", []string{"/var/lib/mysql"}, ""},
		{"redis:8", nil, ""},
	}
	for _, tt := range tests {
		t.Run(tt.image, func(t *testing.T) {
			store, ok := StoreNamed(tt.image)
			if !ok || !slices.Equal(store.Data, tt.data) || store.Refused != tt.refused {
				t.Errorf("%v, %v, refuses %q", ok, store.Data, store.Refused)
			}
			if tt.refused != "" && store.PlaceFor(tt.refused+"/") != tt.data[0] {
				t.Errorf("a mount at the refused place belongs at %q", store.PlaceFor(tt.refused))
			}
		})
	}
	if _, ok := StoreNamed("bitnami/postgresql:17"); ok {
		t.Error("Bitnami's image counts as PostgreSQL's")
	}
}

// TestStores shows that the servers of the known images are known where a package installed them.
func TestStores(t *testing.T) {
	for program, folder := range map[string]string{"postgres": "/var/lib/postgresql", "mongod": "/data/db", "influxd": "/var/lib/influxdb", "redis-server": "", "prometheus": "/prometheus"} {
		if got, ok := Stores[program]; !ok || got != folder {
			t.Errorf("%s keeps its data in %q, %v", program, got, ok)
		}
	}
}

package compose

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax/yaml"
)

func parsed(source string) *File { return Parse("compose.yaml", []byte(source)).(*File) }

// TestValues checks values and their bytes in the file: all ways to write a scalar, multi-byte
// characters before it, anchors and merges.
func TestValues(t *testing.T) {
	const source = "x-a: &a\n  restart: always\n  labels: {k: v}\n" +
		"services:\n" +
		"  'db': # größer\n    <<: *a\n    image: \"postgres:17\" # 17\n    command: [ä, 'b c', \"d\"]\n    environment:\n      LONG: |\n        restart: never\n" +
		"  web:\n    <<: *a\n    restart: no\n"
	f := parsed(source)
	if f.Err != nil || len(f.Services) != 2 || f.Services[0].Name != "db" {
		t.Fatalf("%v %+v", f.Err, f.Services)
	}
	db, web := f.Services[0], f.Services[1]
	for _, test := range []struct {
		value        *yaml.Value
		text, source string
		shared       bool
	}{
		{db.Get("image"), "postgres:17", `"postgres:17"`, false},
		{db.Get("restart"), "always", "always", true},
		{db.Get("labels", "k"), "v", "v", true},
		{db.Get("command").Items[0], "ä", "ä", false},
		{db.Get("command").Items[1], "b c", "'b c'", false},
		{db.Get("command").Items[2], "d", `"d"`, false},
		{web.Get("restart"), "no", "no", false},
		{db.Key, "db", "'db'", false},
	} {
		v := test.value
		if v == nil || v.Text != test.text || !v.Exact || f.Text(v.Span) != test.source || v.Shared != test.shared {
			t.Errorf("%q: %+v", test.text, v)
		}
	}
	if v := db.Get("environment", "LONG"); v == nil || v.Exact || strings.TrimSpace(v.Text) != "restart: never" {
		t.Errorf("a block of text: %+v", v)
	}
	if len(f.Comments) != 0 {
		t.Errorf("comments behind values are no lines of their own: %+v", f.Comments)
	}
}

// TestBadInput checks that unreadable input gives a one-line error, quickly and without much memory.
func TestBadInput(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString("x-0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&laughs, "x-%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	for name, test := range map[string]struct {
		source, want string
		line         int
	}{
		"not YAML":               {"services:\n  a: [\n", "not YAML", 0},
		"a tab":                  {"services:\n\ta: 1\n", "not YAML", 0},
		"a list":                 {"- a\n- b\n", "map with `services`", 1},
		"a word":                 {"hello\n", "map with `services`", 1},
		"nothing":                {"", "one YAML document", 1},
		"two documents":          {"services: {}\n---\nservices: {}\n", "one YAML document", 1},
		"version 1":              {"web:\n  image: nginx\n", "version 1", 1},
		"anchors without end":    {laughs.String() + "services: {a: {image: x, labels: *a9}}\n", "anchors", 1},
		"an anchor in itself":    {"services: &a\n  a: *a\n", "", 0},
		"an alias of nothing":    {"services:\n  a: *b\n", "", 0},
		"a MiB on a line":        {"services: {a: {image: \"" + strings.Repeat("x", 1<<20) + "\"}}\n", "", 0},
		"many levels":            {"services: " + strings.Repeat("{a: ", 5000) + "1" + strings.Repeat("}", 5000) + "\n", "", 0},
		"a number for services":  {"services: 7\n", "", 0},
		"bytes that are no text": {"services:\n  a: \xff\xfe\n", "", 0},
	} {
		f := parsed(test.source)
		switch {
		case test.want == "" && f.Err != nil && !strings.Contains(f.Err.Message, "not YAML"):
			t.Errorf("%s: %v", name, f.Err)
		case test.want != "" && (f.Err == nil || !strings.Contains(f.Err.Message, test.want) || test.line > 0 && f.Err.Line != test.line || strings.Contains(f.Err.Message, "\n")):
			t.Errorf("%s: %v", name, f.Err)
		}
		if f.Err == nil {
			_ = f.Loads() // it may fail, and does not panic
		}
	}
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{
		"compose.yaml": true, "a/docker-compose.yml": true, "docker-compose.prod.yml": true, "compose.override.yaml": true, "Docker-Compose.YML": true,
		"composer.yaml": false, "my-compose.txt": false, "compose.yaml.j2": false, "workflow.yml": false,
	} {
		if Is(name) != want {
			t.Errorf("Is(%q) = %v", name, !want)
		}
	}
}

// TestProblems checks that a file has the same problems each time, in file order, and that
// consequences of a problem aren't reported separately.
func TestProblems(t *testing.T) {
	const source = "services:\n  web:\n    image: shop:1\n    portss: [80]\n    ports: 80\n    build: {contxt: ., dockerfile: 3}\n  db: {foo: 1, volumes: 8}\nvolumess: 3\n"
	for range 20 {
		f := parsed(source)
		var got []string
		for _, p := range f.Problems() {
			got = append(got, fmt.Sprint(p.Place, " ", p.Near, p.Message))
		}
		want := []string{
			"services.web.portss ports", "services.web.ports it takes a list here, and this is a number", "services.web.build.contxt context",
			"services.web.build.dockerfile it takes text here, and this is a number", "services.db.foo ", "services.db.volumes it takes a list here, and this is a number", "volumess volumes",
		}
		if !slices.Equal(got, want) {
			t.Fatalf("%q\nwant\n%q", got, want)
		}
	}
}

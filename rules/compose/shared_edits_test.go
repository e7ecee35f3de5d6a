package compose

import (
	"testing"

	"github.com/drydock-dev/drydock/syntax/compose"
)

// TestRemoveEntry shows which entries go, and what stays.
func TestRemoveEntry(t *testing.T) {
	for _, tt := range []struct{ name, before, after string }{ // after is "" where there's no edit
		{"an entry of a service", "services:\n  web:\n    image: a\n    restart: always\n    tty: true\n", "services:\n  web:\n    image: a\n    tty: true\n"},
		{"the first", "services:\n  web:\n    restart: always\n    image: a\n", "services:\n  web:\n    image: a\n"},
		{"a list", "services:\n  web:\n    image: a\n    restart:\n      - b\n      - '#c'\n  db:\n    image: a\n", "services:\n  web:\n    image: a\n  db:\n    image: a\n"},
		{"a map", "services:\n  web:\n    image: a\n    restart:\n      b: c\n      d:\n        e: f\n", "services:\n  web:\n    image: a\n"},
		{"an entry between empty lines", "services:\n  web:\n    image: a\n\n    restart: always\n\n    tty: true\n", "services:\n  web:\n    image: a\n\n    tty: true\n"},
		{"the end of the file", "services:\n  web:\n    image: a\n\n    restart: always\n", "services:\n  web:\n    image: a\n"},
		{"Windows line endings", "services:\r\n  web:\r\n    image: a\r\n    restart: always\r\n", "services:\r\n  web:\r\n    image: a\r\n"},
		{"no newline at the end", "services:\n  web:\n    image: a\n    restart: always", ""},
		{"the only entry", "services:\n  web:\n    restart: always\n", ""},
		{"a map in braces", "services:\n  web: {\n    image: a,\n    restart: always\n  }\n", ""},
		{"a list in brackets", "services:\n  web:\n    image: a\n    restart: [\n      a\n    ]\n", ""},
		{"a comment behind it", "services:\n  web:\n    image: a\n    restart: always # so be it\n", ""},
		{"a comment behind the key", "services:\n  web:\n    image: a\n    restart: # so be it\n      - b\n", ""},
		{"a comment inside", "services:\n  web:\n    image: a\n    restart:\n      # so be it\n      - b\n", ""},
		{"a value from an anchor", "x-a: &r always\nservices:\n  web:\n    image: a\n    restart: *r\n", ""},
		{"a value inside from an anchor", "x-a: &r always\nservices:\n  web:\n    image: a\n    restart:\n      - *r\n      - b\n", ""},
		{"a merge", "x-a: &r\n  restart: always\nservices:\n  web:\n    <<: *r\n    image: a\n", ""},
		{"a service from an anchor", "x-a: &web\n  image: a\n  restart: always\nservices:\n  web: *web\n", ""},
		{"no value", "services:\n  web:\n    image: a\n    restart:\n", ""},
		{"a block", "services:\n  web:\n    image: a\n    restart: |\n      a\n    tty: true\n", ""},
		{"no such entry", "services:\n  web:\n    image: a\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			file := compose.ParseFile("compose.yaml", []byte(tt.before))
			if file.Err != nil {
				t.Fatal(file.Err)
			}
			edit, ok := removeEntry(file, file.Root.Get("services", "web"), "restart")
			got := ""
			if ok {
				got = tt.before[:edit.Span.Start] + edit.New + tt.before[edit.Span.End:]
			}
			if got != tt.after {
				t.Errorf("%q, want %q", got, tt.after)
			}
		})
	}
}

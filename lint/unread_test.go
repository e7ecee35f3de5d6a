package lint_test

import (
	"testing"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
)

// TestUnread shows for which files nothing is reported, not even that they can't be read.
func TestUnread(t *testing.T) {
	for name, tt := range map[string]struct{ path, source, want string }{
		"a Jinja statement":                     {"Dockerfile", "{% set a = 1 %}\nFROM debian:{{ a }}\n", "a template"},
		"a Jinja loop":                          {"Dockerfile", "FROM debian:12\n{% for p in ps %}\nRUN install {{ p }}\n{% endfor %}\n", "a template"},
		"a base image of Jinja's":               {"Dockerfile", "FROM {{ image }}\nRUN true\n", "a template"},
		"a base image of Go's":                  {"Dockerfile", "FROM {{.Image}}\nRUN true\n", "a template"},
		"a statement over several lines":        {"Dockerfile", "{{- if and\n  .A\n  .B }}\nFROM a\n{{ end }}\n", "a template"},
		"with Windows line endings":             {"Dockerfile", "{% if a %}\r\nFROM a\r\n{% endif %}\r\n", "a template"},
		"braces of a command":                   {"Dockerfile", "FROM debian:12\nRUN docker inspect --format '{{.Id}}' a\n", ""},
		"a mistake beside braces of a command":  {"Dockerfile", "FROM debian:12\nRUN docker inspect --format '{{.Id}}' a\nRUNN b\n", ""},
		"a mistake above braces of a command":   {"Dockerfile", "FROM\nRUN docker inspect --format '{{.Id}}' a\n", ""},
		"a mistake and marks in a comment":      {"Dockerfile", "FROM debian:12\n# {% if a %} {{ b }}\nRUNN b\n", ""},
		"a mistake and GitHub's expression":     {"Dockerfile", "FROM debian:12\nRUNN ${{ b }}\n", ""},
		"a mistake":                             {"Dockerfile", "FRON debian:12\n", ""},
		"a mistake around marks in a comment":   {"Dockerfile", "FROM debian:12\nRUNN b \\\n# {{ c }}\n d\n", ""},
		"an empty Dockerfile":                   {"Dockerfile", "# nothing yet\n", ""},
		"a Compose file of Jinja's":             {"compose.yml", "{% set a = 1 %}\nservices:\n  web:\n    image: a\n", "a template"},
		"a Compose file with a condition":       {"compose.yml", "services:\n  web:\n    image: a\n{% if db %}\n  db:\n    image: b\n{% endif %}\n", "a template"},
		"a value of Jinja's":                    {"compose.yml", "services:\n  web:\n    image: {{ image }}\n", "a template"},
		"a service's name":                      {"compose.yml", "services:\n  '{{ name }}':\n    image: a\n", "a template"},
		"a quoted value":                        {"compose.yml", "services:\n  web:\n    image: a\n    ports: ['{{ port }}:80']\n", ""},
		"braces of a health check":              {"compose.yml", "services:\n  web:\n    image: a\n    command: docker inspect --format '{{.Id}}'\n", ""},
		"a mistake beside braces of a command ": {"compose.yml", "services:\n  web:\n    imagee: a\n    command: docker inspect --format '{{.Id}}'\n", ""},
		"no YAML":                               {"compose.yml", "services: [\n", ""},
		"a workflow":                            {".github/workflows/a.yml", "on: push\njobs:\n  a:\n    runs-on: ${{ matrix.os }}\n", ""},
		"an empty override":                     {"compose.override.yml", "# Your services.\n\n#services:\n", "empty"},
		"a file without a byte":                 {"compose.override.yml", "", "empty"},
		"blank lines":                           {"compose.override.yml", "\n  \n", "empty"},
		"the start of a document":               {"compose.override.yml", "---\n# Your services.\n", "empty"},
		"a list":                                {"compose.override.yml", "- a\n", ""},
		"no services":                           {"compose.override.yml", "services:\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			file := kinds.Parse(tt.path, []byte(tt.source))
			if got := lint.Unread(file); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			if found := lint.Run(file, &facts.Facts{}, nil, &lint.Options{}).Findings; tt.want != "" && len(found) > 0 {
				t.Errorf("%s", found[0].Message)
			}
		})
	}
}

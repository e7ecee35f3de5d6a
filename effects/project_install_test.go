package effects

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

const (
	listed = "[project]\nname = 'a'\ndependencies = ['b']\n[project.optional-dependencies]\nc = ['d']\n"
	poetry = "[tool.poetry.dependencies]\npython = '3'\nb = '1'\n"
	crate  = "[package]\nname = 'a'\n[dependencies]\nb = '1'\n"
)

func reader(files map[string]string) Reader {
	return func(name string) []byte {
		if text, there := files[name]; there {
			return []byte(text)
		}
		return nil
	}
}

// TestAhead shows which command installs a project's dependencies before its code is there; "" for none.
func TestAhead(t *testing.T) {
	for _, tt := range []struct {
		run   string
		files map[string]string
		want  string
	}{
		{"uv sync", map[string]string{"pyproject.toml": listed}, "uv sync --no-install-project"},
		{"uv sync --no-dev", map[string]string{"pyproject.toml": listed, "uv.lock": "a"}, "uv sync --frozen --no-install-project --no-dev"},
		{"uv sync --locked", map[string]string{"pyproject.toml": listed, "uv.lock": "a"}, "uv sync --no-install-project --locked"},
		{"uv sync", map[string]string{"pyproject.toml": "[project]\ndynamic = ['version']\ndependencies = ['b']\n"}, ""},
		{"uv sync", map[string]string{"pyproject.toml": "[dependency-groups]\ndev = ['b']\n"}, "uv sync --no-install-project"},
		{"uv sync", map[string]string{"pyproject.toml": "[project]\nname = 'a'\n"}, ""},
		{"uv sync", map[string]string{"pyproject.toml": "["}, ""},
		{"uv sync", nil, ""},
		{"uv sync --no-install-project", map[string]string{"pyproject.toml": listed}, ""},
		{"uv sync --package x", map[string]string{"pyproject.toml": listed}, ""},
		{"UV_INDEX=x uv sync", map[string]string{"pyproject.toml": listed}, ""},
		{"sudo uv sync", map[string]string{"pyproject.toml": listed}, ""},
		{"uv pip install --system -e .[c]", map[string]string{"pyproject.toml": listed}, "uv pip install -r pyproject.toml --extra c --system"},
		{"uv pip install -r requirements.txt .", map[string]string{"pyproject.toml": listed}, ""},
		{"poetry install --no-ansi", map[string]string{"pyproject.toml": poetry}, "poetry install --no-root --no-ansi"},
		{"poetry install", map[string]string{"pyproject.toml": "[tool.poetry.dependencies]\npython = '3'\n"}, ""},
		{"poetry install --only-root", map[string]string{"pyproject.toml": poetry}, ""},
		{"pip install -q .", map[string]string{"pyproject.toml": listed},
			`python -c 'import os, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; os.execlp("pip", "pip", "install", "--no-cache-dir", "-q", *p["dependencies"])'`},
		{"python3 -m pip install --no-cache-dir '.[c]'", map[string]string{"pyproject.toml": listed},
			`python3 -c 'import os, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; os.execlp("python3", "python3", "-m", "pip", "install", "--no-cache-dir", *p["dependencies"], *p["optional-dependencies"]["c"])'`},
		{"pip install .[x]", map[string]string{"pyproject.toml": listed}, ""},
		{"pip install . flask", map[string]string{"pyproject.toml": listed}, ""},
		{"pip install --no-deps .", map[string]string{"pyproject.toml": listed}, ""},
		{"pip install -i $INDEX .", map[string]string{"pyproject.toml": listed}, ""},
		{`pip install -i "https://e.org/'" .`, map[string]string{"pyproject.toml": listed}, ""},
		{"pip install ./lib", map[string]string{"pyproject.toml": listed}, ""},
		{"composer install -o", map[string]string{"composer.json": `{"require": {"a/b": "1"}}`}, "composer install --no-scripts --no-autoloader -o"},
		{"composer install --no-scripts", map[string]string{"composer.json": `{"require": {"a/b": "1"}}`}, "composer install --no-autoloader --no-scripts"},
		{"composer install", map[string]string{"composer.json": `{"require": {"php": "8"}}`}, ""},
		{"composer install", map[string]string{"composer.json": `{"require": {"symfony/flex": "2"}}`}, ""},
		{"composer install", map[string]string{"composer.json": `{"require": {"symfony/flex": "2"}}`, "symfony.lock": "{}"}, "composer install --no-scripts --no-autoloader"},
		{"composer install -d web", map[string]string{"composer.json": `{"require": {"a/b": "1"}}`}, ""},
		{"CGO_ENABLED=0 go build -o /a ./cmd/a", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n"}, "go mod download"},
		{"/usr/local/go/bin/go test ./...", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n"}, "/usr/local/go/bin/go mod download"},
		{"go build", map[string]string{"go.mod": "module a\n"}, ""},
		{"go build", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n", "vendor/modules.txt": "a"}, ""},
		{"go build", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n", "go.work": "use ."}, ""},
		{"go build -mod=vendor", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n"}, ""},
		{"go install b.org/c@v1.0.0", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n"}, ""},
		{"GOPROXY=x go build", map[string]string{"go.mod": "module a\n\nrequire b.org/c v1.0.0\n"}, ""},
		{"mvn -B clean package -DskipTests -P prod", map[string]string{"pom.xml": "<dependency>"}, "mvn -B -DskipTests -P prod dependency:go-offline"},
		{"mvn -o package", map[string]string{"pom.xml": "<dependency>"}, ""},
		{"mvn package spring-boot:repackage", map[string]string{"pom.xml": "<dependency>"}, ""},
		{"mvn package", map[string]string{"pom.xml": "<module>a</module><dependency>"}, ""},
		{"mvn package", map[string]string{"pom.xml": "<project/>"}, ""},
	} {
		file := dockerfile.Parse("Dockerfile", []byte("FROM a\nRUN "+tt.run+"\n"))
		got := ""
		for _, p := range ProjectInstalls(file.Stages[0].Instructions[0]) {
			if a, ok := p.Ahead(reader(tt.files)); ok {
				got = a.Command
			}
		}
		if got != tt.want {
			t.Errorf("%s with %v:\n%q, want\n%q", tt.run, tt.files, got, tt.want)
		}
	}
}

// TestAheadOfCargo shows for which crates there is advice.
func TestAheadOfCargo(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  bool
	}{
		"a program":            {map[string]string{"Cargo.toml": crate, "Cargo.lock": "a", "src/main.rs": "a"}, true},
		"without a lock":       {map[string]string{"Cargo.toml": crate, "src/main.rs": "a"}, false},
		"a library too":        {map[string]string{"Cargo.toml": crate, "Cargo.lock": "a", "src/main.rs": "a", "src/lib.rs": "a"}, false},
		"a script that builds": {map[string]string{"Cargo.toml": crate, "Cargo.lock": "a", "src/main.rs": "a", "build.rs": "a"}, false},
		"a named program":      {map[string]string{"Cargo.toml": crate + "[[bin]]\nname = 'x'\n", "Cargo.lock": "a", "src/main.rs": "a"}, false},
		"a workspace":          {map[string]string{"Cargo.toml": crate + "[workspace]\nmembers = ['x']\n", "Cargo.lock": "a", "src/main.rs": "a"}, false},
		"a crate by path":      {map[string]string{"Cargo.toml": crate + "x = {path = 'x'}\n", "Cargo.lock": "a", "src/main.rs": "a"}, false},
		"no crates":            {map[string]string{"Cargo.toml": "[package]\nname = 'a'\n", "Cargo.lock": "a", "src/main.rs": "a"}, false},
	} {
		file := dockerfile.Parse("Dockerfile", []byte("FROM a\nRUN cargo build --release\n"))
		a, ok := ProjectInstalls(file.Stages[0].Instructions[0])[0].Ahead(reader(tt.files))
		if ok != tt.want || ok != strings.Contains(a.Advice, "`touch src/main.rs && cargo build --release`") {
			t.Errorf("%s: %v, %q", name, ok, a.Advice)
		}
	}
}

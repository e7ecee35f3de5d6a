package effects

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// contextOf returns a folder with a package.json and a folder src.
func contextOf(manifest string) fs.FS {
	return fstest.MapFS{"package.json": {Data: []byte(manifest)}, "src/a.js": {}}
}

// TestNamesMore shows which manifests make an install read more of the repository.
func TestNamesMore(t *testing.T) {
	for _, tt := range []struct {
		file, text string
		want       bool
	}{
		{"requirements.txt", "flask==3.1 # pinned\nrequests[socks]>=2 ; python_version > '3'\n--index-url https://example.org/simple\n", false},
		{"requirements.txt", "x @ https://example.org/x.tar.gz\ngit+https://example.org/x.git\n--find-links https://example.org/\n", false},
		{"requirements.txt", "-e .\n", true},
		{"requirements.txt", "-rbase.txt\n", true},
		{"requirements.txt", "--constraint=c.txt\n", true},
		{"requirements.txt", "flask \\\n  --hash=sha256:00\n", false},
		{"requirements.txt", "wheels/x-1.whl\n", true},
		{"requirements.txt", "x-1.whl ; python_version > '3'\n", true},
		{"requirements.txt", "x @ ./lib\n", true},
		{"requirements.txt", "x @ file:///app/lib\n", true},
		{"requirements.txt", "# -e .\n", false},
		{"a/package.json", `{"dependencies": {"x": "^1.0.0", "y": "npm:z@1"}, "scripts": {"test": "x", "start": "file:x"}}`, false},
		{"package.json", `{"devDependencies": {"x": "file:../x"}}`, true},
		{"package.json", `{"dependencies": {"x": "./x"}}`, true},
		{"package.json", `{"resolutions": {"x": "patch:x@1#./x.patch"}}`, true},
		{"package.json", `{"overrides": {"x": {"y": "link:y"}}}`, true},
		{"package.json", `{"scripts": {"prepare": "husky"}}`, true},
		{"package.json", `{"pnpm": {"patchedDependencies": {"x": "p"}}}`, true},
		{"package.json", `{"dependencies": {"x": "workspace:*"}}`, true},
		{"package.json", `{"workspaces": ["x"], "dependencies": {"x": "workspace:*"}}`, false},
		{"package.json", `{`, true},
		{"package-lock.json", `{"packages": {"x": {"resolved": "file:x"}}}`, false},
		{"go.mod", "module a\n\nreplace b => example.org/c v1.0.0\n", false},
		{"go.mod", "module a\n\nreplace b => ../b\n", true},
		{"go.mod", "module\n", true},
		{"Gemfile", "gem 'x', '1.0'\n", false},
		{"Gemfile", "gem 'x', path: 'x'\n", true},
		{"Gemfile", "gemspec\n", true},
		{"pom.xml", "<project><dependencies/></project>", false},
		{"pom.xml", "<project><modules><module>a</module></modules></project>", true},
		{"pyproject.toml", "[project]\nreadme = \"README.md\"\n", false},
		{"pyproject.toml", "[tool.uv.sources]\nx = { workspace = true }\n", true},
		{"composer.json", `{"require": {"a/b": "1"}, "extra": {"laravel": {}}, "repositories": [{"type": "vcs", "url": "https://e.org/b"}]}`, false},
		{"composer.json", `{"repositories": {"x": {"type": "path", "url": "lib"}}}`, true},
		{"composer.json", `{"repositories": [{"type": "vcs", "url": "../b"}]}`, true},
		{"composer.json", `{"extra": {"patches": {}}}`, true},
		{"composer.json", `{"config": {"vendor-dir": "lib"}}`, true},
		{"composer.json", `[`, true},
		{".python-version", "3.13\n", false},
		{"Pipfile", "[packages]\nx = {path = \"x\"}\n", true},
		{".npmrc", "registry=https://example.org/\n", false},
		{".npmrc", "cafile = ca.pem\n", true},
		{".yarnrc.yml", "yarnPath: .yarn/releases/yarn.cjs\n", false},
		{".yarnrc.yml", "yarnPath: tools/yarn.cjs\n", true},
		{"pnpm-workspace.yaml", "packages: [a]\n", false},
		{"pnpm-workspace.yaml", "packages: [a]\npatchedDependencies: {x: p}\n", true},
	} {
		if got := NamesMore(tt.file, []byte(tt.text)); got != tt.want {
			t.Errorf("%s %q: %v", tt.file, tt.text, got)
		}
	}
}

// TestContextsTogether shows that an instruction has the effects that it has in any context.
func TestContextsTogether(t *testing.T) {
	one, other := NewContext(contextOf(`{}`), nil), NewContext(contextOf(`{"dependencies": {"x": "file:x"}}`), nil)
	copied := "COPY src ./src"
	for name, tt := range map[string]struct {
		context *Context
		want    bool
	}{
		"one": {one, true}, "the other": {other, false}, "both": {one.And(other), false}, "one twice": {one.And(one), true}, "not known": {UnknownContext, false}, "no repository": {nil, true},
	} {
		if got := Independent(effectOf(t, copied, tt.context), effectOf(t, "RUN npm ci", tt.context)); got != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestLists shows which lists of requirements one includes.
func TestLists(t *testing.T) {
	for _, tt := range []struct {
		text, want string
		more       bool
	}{
		{"-r base.txt\n--constraint=../c.txt\nflask\n", "requirements/base.txt c.txt", false},
		{"flask\n", "", false},
		{"-r https://e.org/a.txt\n", "", false},
		{"-r base.txt\n-e .\n", "", true},
		{"-r $NAME.txt\n", "", true},
		{"-r 'a b.txt'\n", "", true},
		{"--find-links wheels\n", "", true},
	} {
		lists, more := Lists("requirements/a.txt", []byte(tt.text))
		if got := strings.Join(lists, " "); got != tt.want || more != tt.more {
			t.Errorf("%q: %q, %v", tt.text, got, more)
		}
	}
	if lists, more := Lists("package.json", []byte(`{"dependencies": {"a": "file:a"}}`)); len(lists) > 0 || !more {
		t.Errorf("package.json: %q, %v", lists, more)
	}
}

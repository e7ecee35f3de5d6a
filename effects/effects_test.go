package effects

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/moby/patternmatcher"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var update = flag.Bool("update", false, "rewrite the effects in testdata")

// repository is the build context of the tables. local.txt names other files in it.
var repository = NewContext(fstest.MapFS{
	"app.py": {}, "src/a.py": {}, "src/sub/b.py": {}, "requirements.txt": {Data: []byte("flask==3.0\n")}, "local.txt": {Data: []byte("-e ./lib\n")},
	"package.json": {Data: []byte(`{"name": "a"}`)}, "go.mod": {Data: []byte("module a\n")}, "pom.xml": {Data: []byte("<project/>")}, "Gemfile": {Data: []byte("gem 'rack'\n")},
	"pyproject.toml": {Data: []byte("[project]\n")},
}, nil)

// effectOf returns the effect of an instruction after WORKDIR /code.
func effectOf(t *testing.T, instruction string, context *Context) Effect {
	t.Helper()
	file := dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\nWORKDIR /code\n"+instruction+"\n"))
	if file.Err != nil {
		t.Fatalf("%s: %v", instruction, file.Err)
	}
	return Of(file.Stages[0].Instructions[1], context)
}

// TestTables compares effects to the tables in testdata, one per family. Each entry is an instruction
// and, indented, what it reads and writes.
func TestTables(t *testing.T) {
	tables, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(tables) == 0 {
		t.Fatal("no tables", err)
	}
	seen := map[string]bool{}
	for _, table := range tables {
		t.Run(strings.TrimSuffix(filepath.Base(table), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(table)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for line := range strings.Lines(string(text)) {
				if strings.HasPrefix(line, " ") || strings.TrimSpace(line) == "" {
					continue
				}
				for _, word := range strings.Fields(line) {
					seen[word] = true
				}
				got.WriteString(line + described(effectOf(t, strings.TrimSpace(line), repository)))
			}
			if *update {
				if err := os.WriteFile(table, []byte(got.String()), 0o644); err != nil { //nolint:gosec // a file of the repository
					t.Fatal(err)
				}
				return
			}
			if got.String() != string(text) {
				t.Errorf("want\n%s\ngot\n%s", text, got.String())
			}
		})
	}
	for _, f := range families {
		if !slices.ContainsFunc(f.programs, func(p string) bool { return seen[p] }) {
			t.Errorf("no table has any of %q", f.programs)
		}
	}
}

// described returns an effect in words. It leaves out what every RUN reads, and combines the folders
// that all packages of a kind use.
func described(e Effect) string {
	if e.Unknown != "" {
		return "    anything: " + e.Unknown + "\n"
	}
	var b strings.Builder
	list := func(what string, places []Place) {
		var names []string
		systems := 0
		for _, p := range places {
			if p.Kind == Below && slices.Contains(system, p.Name) {
				systems++
			}
		}
		for _, p := range places {
			name := p.words()
			switch {
			case systems == len(system) && p.Kind == Below && slices.Contains(system, p.Name):
				name = "the system"
			case p.Kind == User, p.Kind == Workdir, p.Kind == Shell:
				name = strings.TrimSpace(name)
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		if len(names) > 0 {
			fmt.Fprintf(&b, "    %s %s\n", what, strings.Join(names, ", "))
		}
	}
	list("reads", e.Reads)
	list("writes", e.Writes)
	if len(e.Context) > 0 {
		fmt.Fprintf(&b, "    of the context %s\n", strings.Join(e.Context, ", "))
	}
	fmt.Fprintf(&b, "    class %s\n", e.Class)
	for _, a := range e.Assumes {
		fmt.Fprintf(&b, "    assumes %s\n", a)
	}
	return b.String()
}

func (p Place) words() string {
	switch p.Kind {
	case Below:
		return strings.TrimSuffix(p.Name, "/") + "/…"
	case Folder:
		return p.Name + "/ if missing (" + strings.TrimSpace(p.Owner) + ")"
	case Variable:
		return "$" + p.Name
	case Exactly:
		return p.Name
	}
	return strings.TrimSpace(map[Resource]string{Account: "account", Config: "config", User: "user", Workdir: "workdir", Shell: "shell"}[p.Kind] + " " + p.Name)
}

// TestIndependent checks pairs of instructions for which people know whether they can change places.
func TestIndependent(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{"COPY app.py .", "RUN pip install -r requirements.txt", true},
		{"COPY requirements.txt .", "RUN pip install -r requirements.txt", false},
		{"COPY app.py .", "RUN pip install .", false},
		{"COPY lib lib", "RUN pip install -r local.txt", false},
		{"COPY src /usr/local/lib/", "RUN pip install flask", false},
		{"COPY app.py .", "RUN apt-get update && apt-get install -y curl", true},
		{"COPY sources.list /etc/apt/", "RUN apt-get update", false},
		{"COPY ca.crt /usr/local/share/ca-certificates/", "RUN apt-get install -y ca-certificates", false},
		{"COPY app.py /bin/", "RUN apt-get install -y curl", false},
		{"COPY src ./src", "RUN npm ci", true},
		{"COPY package.json .", "RUN npm ci", false},
		{"COPY package-lock.json .", "RUN npm install", false},
		{"COPY node_modules ./node_modules", "RUN npm ci", false},
		{"COPY prisma ./prisma", "RUN npm ci", false},
		{"COPY app.py /home/x/", "RUN useradd --home-dir=/home/x x", false},
		{"COPY . .", "RUN npm ci", false},
		{"COPY src ./src", "RUN npm run build", false},
		{"COPY app.py .", "RUN chown -R app /code", false},
		{"COPY app.py .", "RUN chown -R app /data", true},
		{"COPY --chown=app a.py .", "RUN useradd app", false},
		{"COPY --chown=app a.py .", "RUN useradd other", true},
		{"COPY --chown=app a.py /new/", "COPY b.py /new/", false},
		{"COPY a.py /new/", "COPY b.py /new/", true},
		{"COPY a.py .", "COPY a.py .", false},
		{"COPY a.py x.py", "COPY b.py x.py", false},
		{"COPY unknown ./", "COPY app.py ./", false},
		{"USER app", "RUN pip install flask", false},
		{"USER app", "COPY app.py .", true},
		{"WORKDIR /a", "COPY app.py .", false},
		{"WORKDIR /a", "COPY app.py /b/", true},
		{"ARG GIT_COMMIT", "RUN pip install flask", true},
		{"ARG PIP_INDEX_URL", "RUN pip install flask", false},
		{"ARG COMMIT", "RUN echo $COMMIT", false},
		{"ARG COMMIT", "RUN make", false},
		{"ENV PATH=/x", "RUN apt-get update", false},
		{"LABEL a=1", "LABEL a=2", false},
		{"LABEL a=1", "LABEL b=2", true},
		{"CMD [\"a\"]", "ENTRYPOINT [\"b\"]", false},
		{"RUN apt-get update", "RUN pip install flask", false},
		{"RUN useradd a", "RUN useradd b", false},
		{"RUN mkdir -p /a", "COPY app.py /a/", false},
		{"RUN ln -s /data /srv/data", "COPY app.py /srv/data/", false},
		{"VOLUME /data", "COPY app.py /data/", false},
		{"RUN echo a > /x", "RUN cat /x", false},
		{"RUN echo a > /x", "RUN cat /y", true},
		{"SHELL [\"/bin/bash\", \"-c\"]", "RUN true", false},
	} {
		a, b := effectOf(t, test.a, repository), effectOf(t, test.b, repository)
		if got := Independent(a, b); got != test.want || Independent(b, a) != got {
			t.Errorf("%s and %s: independent %v", test.a, test.b, got)
		}
	}
}

// TestContext checks which files a `.dockerignore` leaves in a build context.
func TestContext(t *testing.T) {
	folder := fstest.MapFS{"a.py": {}, "a.md": {}, "dist/x/y.js": {}, "src/b.py": {}, "src/c.md": {}, "src/sub/d.py": {}}
	for _, test := range []struct {
		ignored  []string
		below    string // of "."
		belowSrc string
		hidden   []string
	}{
		{nil, "a.md a.py dist dist/x dist/x/y.js src src/b.py src/c.md src/sub src/sub/d.py", "b.py c.md sub sub/d.py", nil},
		{[]string{"dist", "*.md"}, "a.py src src/b.py src/c.md src/sub src/sub/d.py", "b.py c.md sub sub/d.py", []string{"dist", "dist/x", "dist/x/y.js", "a.md"}},
		{[]string{"**/*.md", "dist/**"}, "a.py dist src src/b.py src/sub src/sub/d.py", "b.py sub sub/d.py", []string{"a.md", "src/c.md", "dist/x", "dist/x/y.js"}},
		{[]string{"*", "!src/b.py"}, "src src/b.py", "b.py", []string{"a.md", "a.py", "dist", "dist/x", "dist/x/y.js", "src/c.md", "src/sub", "src/sub/d.py"}},
	} {
		ignored, err := patternmatcher.New(test.ignored)
		if err != nil {
			t.Fatal(err)
		}
		c := NewContext(folder, ignored)
		for folder, want := range map[string]string{".": test.below, "src": test.belowSrc} {
			if got := strings.Join(c.below(folder), " "); got != want {
				t.Errorf("%v: %s has\n%s, want\n%s", test.ignored, folder, got, want)
			}
		}
		if err := fs.WalkDir(folder, ".", func(name string, _ fs.DirEntry, err error) error {
			_, found := fs.Stat(c, name)
			if want := slices.Contains(test.hidden, name); errors.Is(found, fs.ErrNotExist) != want {
				t.Errorf("%v: %s: %v, want hidden %t", test.ignored, name, found, want)
			}
			return err
		}); err != nil {
			t.Error(err)
		}
	}
	many := fstest.MapFS{}
	for i := range maxListed + 1 {
		many[fmt.Sprint(i)] = &fstest.MapFile{}
	}
	if got := NewContext(many, nil).below("."); got != nil {
		t.Errorf("%d names of a folder of %d", len(got), len(many))
	}
}

package facts

import (
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestContextFolders shows which folders a Dockerfile's builds take their files from: what the repository
// says, else the folders that have all that it copies.
func TestContextFolders(t *testing.T) {
	tree := map[string]string{"ci/Dockerfile": "", "ci/run.sh": "", "ci/app.py": "", "app.py": "", "package.json": "", "lib/a.js": "", "ci/only/Dockerfile": ""}
	for _, tt := range []struct{ name, path, copies, says, want string }{
		{"its own folder", "ci/Dockerfile", "COPY run.sh /\n", "", "ci"},
		{"the root", "ci/Dockerfile", "COPY package.json /\n", "", "."},
		{"both", "ci/Dockerfile", "COPY app.py /\n", "", "ci ."},
		{"some in each", "ci/Dockerfile", "COPY run.sh lib /\n", "", ""},
		{"all of it", "ci/Dockerfile", "COPY . /\n", "", "ci ."},
		{"all, and a name", "ci/Dockerfile", "COPY lib /lib\nCOPY . /\n", "", "."},
		{"all, and what its install needs", "ci/Dockerfile", "WORKDIR /a\nCOPY . .\nRUN npm ci\n", "", "."},
		{"all, and what an install elsewhere needs", "ci/Dockerfile", "WORKDIR /a\nCOPY . .\nRUN cd /b && npm ci\n", "", "ci ."},
		{"all, in a folder of Dockerfiles", "ci/only/Dockerfile", "COPY . /\n", "", "."},
		{"a pattern", "ci/Dockerfile", "COPY *.json /\n", "", "."},
		{"another stage's", "ci/Dockerfile", "COPY run.sh /\nCOPY --from=a package.json lib /\n", "", "ci"},
		{"a mount", "ci/Dockerfile", "RUN --mount=source=package.json,target=/p npm ci\n", "", "."},
		{"a download", "ci/Dockerfile", "ADD https://example.org/x /\nCOPY run.sh /\n", "", "ci"},
		{"a variable's", "ci/Dockerfile", "ARG F=run.sh\nCOPY $F /\n", "", "ci"},
		{"neither", "ci/Dockerfile", "COPY main.go /\n", "", "ci ."},
		{"neither, beside one that the root has", "ci/Dockerfile", "COPY main.go lib /\n", "", "."},
		{"a folder in between", "ci/only/Dockerfile", "COPY run.sh /\n", "", ""},
		{"said", "ci/Dockerfile", "COPY run.sh /\n", "services: {a: {build: {context: ., dockerfile: ci/Dockerfile}}}\n", "."},
		{"said twice", "ci/Dockerfile", "COPY app.py /\n", "services: {a: {build: {context: ., dockerfile: ci/Dockerfile}}, b: {build: ci}}\n", ". ci"},
		{"said, and once not known", "ci/Dockerfile", "COPY app.py /\n", "services: {a: {build: ci}, b: {build: {context: .., dockerfile: x/ci/Dockerfile}}}\n", ""},
		{"said of another file", "ci/Dockerfile", "COPY run.sh /\n", "services: {a: {build: ci/only}}\n", "ci"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all := map[string]string{"compose.yaml": tt.says}
			for name, text := range tree {
				all[name] = text
			}
			known := Gather(files(all), nil, time.Time{}, nil)
			if got := strings.Join(known.ContextFolders(dockerfile.Parse(tt.path, []byte("FROM a\n"+tt.copies))), " "); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestServicesAreMerged shows how a service is built that extends or overrides another.
func TestServicesAreMerged(t *testing.T) {
	const base = "services: {a: {build: {context: .., dockerfile: ci/Dockerfile, args: {A: 1}}}}\n"
	for _, tt := range []struct {
		name  string
		tree  map[string]string
		wants string
	}{
		{"an override", map[string]string{"ci/compose.yaml": base, "ci/compose.prod.yaml": "services: {a: {build: {target: t, args: {B: 2}}}}\n"}, ". t A=1 B=2\n. A=1"},
		{"an override of something else", map[string]string{"ci/compose.yaml": base, "ci/compose.prod.yaml": "services: {a: {image: x}}\n"}, ". A=1 x\n. A=1"},
		{"extends, in another folder", map[string]string{"ci/common.yml": base, "x/compose.yaml": "services: {b: {extends: {file: ../ci/common.yml, service: a}}}\n"}, ". A=1"},
		{"extends, in the same file", map[string]string{"compose.yaml": "services: {a: {build: ci}, b: {extends: {service: a}, image: y}}\n"}, "ci\nci y"},
		{"extends itself", map[string]string{"compose.yaml": "services: {a: {extends: {service: a}, build: ci}}\n"}, "ci"},
		{"includes", map[string]string{"compose.yaml": "include: [ci/parts.yml, {path: x/more.yml}]\n", "ci/parts.yml": base, "x/more.yml": "services: {a: {build: ../ci}}\n"}, ". A=1\nci"},
		{"includes itself", map[string]string{"compose.yaml": "include: [compose.yaml]\nservices: {a: {build: ci}}\n"}, "ci"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.tree["ci/Dockerfile"] = ""
			known := Gather(files(tt.tree), nil, time.Time{}, nil)
			if got := describe(known.Builds(dockerfile.Parse("ci/Dockerfile", []byte("FROM a\n")))); got != tt.wants {
				t.Errorf("%q, want %q", got, tt.wants)
			}
		})
	}
}

// TestBuildContextOfNothing shows that a tree without anything of what a Dockerfile copies is as good as
// none, and that one which has it elsewhere isn't.
func TestBuildContextOfNothing(t *testing.T) {
	for _, tt := range []struct{ name, copies, want string }{
		{"nothing is there", "COPY a.py b.py /\n", "none"},
		{"one of two", "COPY run.sh b.py /\n", "ci"},
		{"one in each folder", "COPY run.sh app.py /\n", "unknown"},
		{"all of it", "COPY . /\n", "ci"},
	} {
		known := Gather(files(map[string]string{"ci/Dockerfile": "", "ci/run.sh": "", "app.py": ""}), nil, time.Time{}, nil)
		context, folder := known.BuildContext(dockerfile.Parse("ci/Dockerfile", []byte("FROM a\n"+tt.copies)))
		got := folder
		switch {
		case context == nil:
			got = "none"
		case context == effects.UnknownContext:
			got = "unknown"
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

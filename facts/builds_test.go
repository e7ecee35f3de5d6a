package facts

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestPublishesImage shows which images a repository makes itself, by the file that says so.
func TestPublishesImage(t *testing.T) {
	const workflow = "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - "
	tests := []struct {
		name, path, text, image string
		want                    bool
	}{
		{"a build", "build.sh", "docker build -t team/app .\n", "team/app", true},
		{"another version of it", "build.sh", "docker build -t team/app:dev .\n", "team/app:latest", true},
		{"a version in a variable", "build.sh", "docker build -t \"team/app:${V:-dev}\" .\n", "team/app", true},
		{"a name in a variable", "build.sh", "docker build -t $NAME .\n", "$NAME", false},
		{"a registry in a variable", "build.sh", "docker build -t $REGISTRY/app .\n", "app", false},
		{"another registry's", "build.sh", "docker build -t ghcr.io/team/app .\n", "team/app", false},
		{"a registry with a port", "build.sh", "docker build -t localhost:5000/app .\n", "localhost:5000/app:latest", true},
		{"Docker Hub by its name", "build.sh", "docker build -t docker.io/library/app .\n", "app", true},
		{"podman in an inner shell", "build.sh", "sudo sh -c 'podman image build --tag=app .'\n", "app", true},
		{"a push", "build.sh", "docker image push --quiet team/app\n", "team/app", true},
		{"the target of a tag", "build.sh", "docker tag alpine team/app\n", "team/app", true},
		{"the source of a tag", "build.sh", "docker tag alpine team/app\n", "alpine", false},
		{"a run", "build.sh", "docker run -t team/app\n", "team/app", false},
		{"a recipe", "Makefile", "app:\n\t@docker build -t team/app:$(V) .\n", "team/app", true},
		{"a step", ".github/workflows/a.yml", workflow + "run: docker build -t team/app .\n", "team/app", true},
		{"an action", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {tags: 'a/b:1,team/app:1'}\n", "team/app", true},
		{"an action whose name is an expression", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {tags: '${{ env.I }}:1'}\n", "${{ env.I }}", false},
		{"another action", ".github/workflows/a.yml", workflow + "uses: some/action@v6\n        with: {tags: 'team/app:1'}\n", "team/app", false},
		{"a service with a build", "deploy/compose.yaml", "services: {a: {build: ., image: team/app}}\n", "team/app", true},
		{"a service without one", "deploy/compose.yaml", "services: {a: {image: team/app}}\n", "team/app", false},
		{"a bake file", "docker-bake.hcl", "target \"a\" {\n  tags = [\"x/y\", \"team/app:1\"]\n}\n", "team/app", true},
		{"a bake file in JSON", "docker-bake.json", `{"target": {"a": {"tags": ["team/app:1"]}}}`, "team/app", true},
		{"a file of someone else", "vendor/x/build.sh", "docker build -t team/app .\n", "team/app", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := files(map[string]string{tt.path: tt.text})
			known := Gather(tree, nil, time.Time{}, nil)
			if got := known.PublishesImage(tt.image); got != tt.want {
				t.Errorf("%v", got)
			}
			known.PublishesImage("other")
			asked := tree.opened.Load()
			if known.PublishesImage("third"); tree.opened.Load() != asked {
				t.Error("the tree is read again")
			}
		})
	}
	if Gather(nil, nil, time.Time{}, nil).PublishesImage("a") {
		t.Error("without a tree")
	}
}

// TestBuildersAreBounded shows that of many files some are read, those that most often build
// images among them.
func TestBuildersAreBounded(t *testing.T) {
	texts := map[string]string{"z/z/Makefile": "a:\n\tdocker build -t team/app .\n"}
	for i := range 1000 {
		texts[fmt.Sprintf("a/%d.sh", i)] = "true\n"
	}
	tree := files(texts)
	if !Gather(tree, nil, time.Time{}, nil).PublishesImage("team/app") {
		t.Error("the Makefile isn't read")
	}
	if opened := tree.opened.Load(); opened > maxBuilders+10 {
		t.Errorf("%d files and folders opened", opened)
	}
}

// TestBuilds shows who builds a Dockerfile and how, by the file that says so. A build is written as its
// context (? for one that isn't known), target, arguments, named contexts and tags.
func TestBuilds(t *testing.T) {
	const workflow = "jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - "
	tests := []struct{ name, path, text, want string }{
		{"Compose, in short", "compose.yaml", "services: {a: {build: ./docker}}\n", "docker"},
		{"Compose, from a folder below", "docker/compose.yaml", "services: {a: {build: {context: .., dockerfile: docker/Dockerfile, target: t, args: {A: 1, B: }}}}\n", ". t A=1 B=${B}"},
		{"Compose, arguments in a list", "compose.yaml", "services: {a: {build: {context: docker, args: [A=1, B]}}}\n", "docker A=1 B=${B}"},
		{"Compose, named contexts", "compose.yaml", "services: {a: {image: x/y, build: {context: docker, additional_contexts: {base: 'service:b'}, tags: [z]}}}\n", "docker base=service:b z x/y"},
		{"Compose, named contexts in a list", "compose.yaml", "services: {a: {build: {context: docker, additional_contexts: ['base=../x']}}}\n", "docker base=../x"},
		{"Compose, a default", "compose.yaml", "services: {a: {build: {context: '${D:-.}', dockerfile: docker/Dockerfile}}}\n", "."},
		{"Compose, a variable", "compose.yaml", "services: {a: {build: {context: '$D', dockerfile: docker/Dockerfile}}}\n", ""},
		{"Compose, a profile", "compose.yaml", "services: {a: {profiles: [x], build: docker}}\n", "docker"},
		{"Compose, an anchor", "compose.yaml", "x-b: &b {build: {context: ., dockerfile: docker/Dockerfile}}\nservices: {a: {<<: *b}}\n", "."},
		{"Compose, of a URL", "compose.yaml", "services: {a: {build: {context: 'https://x/y.git', dockerfile: docker/Dockerfile}}}\n", ""},
		{"Compose, beyond the tree", "compose.yaml", "services: {a: {build: {context: .., dockerfile: this/docker/Dockerfile}}}\n", "?"},
		{"bake", "docker-bake.hcl", "variable \"V\" { default = \"1\" }\ntarget \"a\" {\n  dockerfile = \"docker/Dockerfile\"\n  contexts = { base = \"target:b\" }\n  tags = [\"x:${V}\"]\n}\n", ". base=target:b x:1"},
		{"bake, by another name, from the root", "ci/images.hcl", "target \"a\" { context = \"docker\" }\n", "docker"},
		{"bake, in JSON", "docker-bake.json", `{"target": {"a": {"context": "docker", "args": {"A": "1"}}}}`, "docker A=1"},
		{"bake, a matrix", "docker-bake.hcl", "target \"a\" {\n  matrix = { d = [\"docker\", \"other\"] }\n  name = d\n  context = \".\"\n  dockerfile = \"${d}/Dockerfile\"\n}\n", "."},
		{"bake, an inline file", "docker-bake.hcl", "target \"a\" {\n  context = \"docker\"\n  dockerfile-inline = \"FROM a\"\n}\n", ""},
		{"an action", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {context: ., file: docker/Dockerfile, target: t, build-args: 'A=1', build-contexts: 'b=c', tags: 'x,y'}\n", ". t A=1 b=c x y"},
		{"an action without a file", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {context: docker}\n", "docker"},
		{"an action without a context", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {file: docker/Dockerfile}\n", "."},
		{"an action in the workspace", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {context: '${{ github.workspace }}/docker'}\n", "docker"},
		{"an action in a matrix", ".github/workflows/a.yml", "jobs:\n  a:\n    strategy: {matrix: {d: [x, docker]}}\n    steps:\n      - uses: docker/build-push-action@v6\n        with: {context: '${{ matrix.d }}'}\n", "docker"},
		{"an action with an expression", ".github/workflows/a.yml", workflow + "uses: docker/build-push-action@v6\n        with: {context: '${{ inputs.c }}', file: docker/Dockerfile}\n", "?"},
		{"a step", ".github/workflows/a.yml", workflow + "run: docker build -f docker/Dockerfile .\n", "."},
		{"a step with an expression", ".github/workflows/a.yml", workflow + "run: docker build -t x:${{ github.sha }} --build-arg A='${{ inputs.a }}' -f docker/Dockerfile .\n", ". A=${_} x:${_}"},
		{"a step in a folder", ".github/workflows/a.yml", workflow + "run: docker build .\n        working-directory: docker\n", "docker"},
		{"a script", "build.sh", "docker build -f docker/Dockerfile -t x:1 --build-arg A=1 --build-arg=B --target t --build-context b=c .\n", ". t A=1 B=${B} b=c x:1"},
		{"options with values", "build.sh", "docker buildx build --platform a --progress=plain --secret id=x -o type=docker --push --ssh default --pull docker\n", "docker"},
		{"a file in one word", "build.sh", "docker build -fdocker/Dockerfile .\n", "."},
		{"another program", "build.sh", "buildah bud --layers --file docker/Dockerfile .\n", "."},
		{"podman, a global option", "build.sh", "podman --log-level debug build docker\n", "docker"},
		{"behind a cd", "build.sh", "cd docker && docker image build -f Dockerfile ..\n", "."},
		{"a script below the root", "ci/build.sh", "cd \"$(dirname \"$0\")/..\"\ndocker build -f docker/Dockerfile .\n", "."},
		{"a script that runs in its folder", "docker/build.sh", "docker build .\n", "docker"},
		{"a variable of the script", "build.sh", "D=docker\ndocker build -f $D/Dockerfile \"$D\"\n", "docker"},
		{"options in a variable", "build.sh", "docker build $OPTS -f docker/Dockerfile .\n", "."},
		{"a context that isn't known", "build.sh", "docker build -f docker/Dockerfile \"$D\"\n", "?"},
		{"a context from standard input", "build.sh", "docker build -f docker/Dockerfile - < x.tar\n", "?"},
		{"options behind the context", "build.sh", "docker build . -t x -f docker/Dockerfile\n", ". x"},
		{"an option with its value behind =", "build.sh", "podman build --file=docker/Dockerfile --format=docker .\n", "."},
		{"over lines", "build.sh", "docker \\\n  build \\\n  -f docker/Dockerfile \\\n  .\n", "."},
		{"in a function with the folder", "build.sh", "build() {\n  docker build -t \"$1\" \"$2\"\n}\nbuild a docker\nbuild b other\n", "docker a"},
		{"in a loop", "build.sh", "for d in docker other; do\n  (cd $d && docker build -t $d .)\ndone\n", "docker docker"},
		{"in another shell", "build.sh", "sudo bash -c 'docker build docker'\n", "docker"},
		{"another Dockerfile", "build.sh", "docker build -f docker/Dockerfile.dev .\n", ""},
		{"a run", "build.sh", "docker run -f docker/Dockerfile .\n", ""},
		{"a Makefile", "Makefile", "F ?= docker/Dockerfile\nDOCKER = podman\na:\n\t@$(DOCKER) build -f $(F) --build-arg A=$(V) .\n", ". A=${V}"},
		{"a Makefile below the root", "docker/Makefile", "a:\n\tdocker build -f Dockerfile ..\n", "."},
		{"a recipe over lines", "Makefile", "a:\n\tcd docker && \\\n\t  docker build \\\n\t  -f Dockerfile ..\n", "."},
		{"a script in a folded block", ".github/workflows/a.yml", "jobs:\n  a:\n    steps:\n      - run: >-\n          docker build\n          -f docker/Dockerfile\n          .\n", "."},
		{"a package's script", "package.json", `{"scripts": {"image": "docker build -t x -f docker/Dockerfile ."}}`, ". x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tree := files(map[string]string{tt.path: tt.text, "docker/Dockerfile": "", "other/x": ""})
			known := Gather(tree, nil, time.Time{}, nil)
			if got := describe(known.Builds(dockerfile.Parse("docker/Dockerfile", []byte("FROM a\n")))); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestContainerfile shows that Podman takes the Containerfile of a folder, and Docker its Dockerfile.
func TestContainerfile(t *testing.T) {
	for call, want := range map[string]string{
		"podman build x": "x/Containerfile", "buildah bud x": "x/Containerfile", "docker build x": "x/Dockerfile", "podman build y": "y/Dockerfile", "podman build -f x/Dockerfile x": "x/Dockerfile",
	} {
		known := Gather(files(map[string]string{"build.sh": call + "\n", "x/Containerfile": "", "x/Dockerfile": "", "y/Dockerfile": ""}), nil, time.Time{}, nil)
		if got := strings.Join(known.BuiltFiles(), " "); got != want {
			t.Errorf("%s: %s, want %s", call, got, want)
		}
	}
}

// describe writes builds on a line each.
func describe(builds []Build) string {
	var lines []string
	for _, b := range builds {
		parts := []string{cmp.Or(b.Context, "?")}
		if b.Target != "" {
			parts = append(parts, b.Target)
		}
		for _, m := range []map[string]string{b.Args, b.Contexts} {
			for _, name := range slices.Sorted(maps.Keys(m)) {
				parts = append(parts, name+"="+m[name])
			}
		}
		lines = append(lines, strings.Join(append(parts, b.Tags...), " "))
	}
	return strings.Join(lines, "\n")
}

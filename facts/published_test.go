package facts

import (
	"fmt"
	"testing"
	"time"
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

// TestPublishesImageIsBounded shows that of many files some are read, those that most often build
// images among them.
func TestPublishesImageIsBounded(t *testing.T) {
	texts := map[string]string{"z/z/Makefile": "a:\n\tdocker build -t team/app .\n"}
	for i := range 1000 {
		texts[fmt.Sprintf("a/%d.sh", i)] = "true\n"
	}
	tree := files(texts)
	if !Gather(tree, nil, time.Time{}, nil).PublishesImage("team/app") {
		t.Error("the Makefile isn't read")
	}
	if opened := tree.opened.Load(); opened > maxPublished+10 {
		t.Errorf("%d files and folders opened", opened)
	}
}

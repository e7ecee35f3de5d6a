package fix

import (
	"testing"

	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// FuzzSubsets is TestAnySubset for any text.
func FuzzSubsets(f *testing.F) {
	for _, source := range sources {
		f.Add([]byte(source))
	}
	f.Fuzz(func(t *testing.T, source []byte) { checkSubsets(t, "fuzzed", source) })
}

// FuzzPlan makes a plan for any text and accepts all suggestions. Nothing may panic, the result must
// be as sound as the original, and a second run must change nothing.
func FuzzPlan(f *testing.F) {
	f.Add([]byte(seed.Bad))
	for _, source := range sources {
		f.Add([]byte(source))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		known, settings := unaware(), config.Settings{Catalogue: rules.All, Profile: lint.Strict}
		plan := New(dockerfile.Parse("Dockerfile", source), known, settings, lint.Review)
		for _, finding := range plan.Findings {
			if finding.Rule.ID == "internal-error" {
				t.Fatal(finding.Message)
			}
		}
		applied, err := Apply(dockerfile.Parse("Dockerfile", source), known, settings, lint.Review)
		if err != nil {
			t.Fatal(err)
		}
		text := applied.Text
		if !applied.Changed() {
			if len(plan.Suggestions) > 0 {
				t.Fatal("suggestions, but nothing fixed")
			}
			return
		}
		if err := newPlanner(settings.Check(dockerfile.Parse("Dockerfile", source), known), known, settings, lint.Review).prove(settings.Check(dockerfile.Parse("Dockerfile", text), known)); err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		if again, err := Apply(dockerfile.Parse("Dockerfile", text), known, settings, lint.Review); err != nil || again.Changed() {
			t.Fatalf("not at rest:\n%s\nbecomes\n%s", text, again.Text)
		}
	})
}

// FuzzKinds accepts any suggestions for any text of the other kinds. Nothing may panic, and checkOther
// must pass.
func FuzzKinds(f *testing.F) {
	names := []string{"compose.yaml", "run.sh", "Makefile", ".github/workflows/a.yml", "a.service"}
	f.Add(uint8(0), []byte(inlined("FROM debian:12-slim\nMAINTAINER me\n")))
	f.Add(uint8(0), []byte("version: '3'\nx: &a\n  restart: always\nservices:\n  db: {<<: *a, image: postgres, ports: [\"5432:5432\"]}\n  web:\n    image: mysql\n    volumes:\n      - a:/b\n"))
	f.Add(uint8(1), []byte("docker run -d --restart=always x && docker exec y sh -c 'pip install z'\n"))
	f.Add(uint8(2), []byte("x := docker\n# why\nstart: a\n\t@$(x) run; docker run --restart=always $$X \\\n\t  y\n\tdocker exec z sh -c 'pip install z'\n"))
	f.Add(uint8(3), []byte("jobs:\n  a:\n    runs-on: [self-hosted]\n    steps:\n    - run: docker run --restart always x # why\n    - run: |\n        docker commit ${{ a }} b\n        docker create --restart \"always\" \\\n          y\n    - {uses: a/ssh@v1, with: {script: \"docker run --restart=always x\"}}\n"))
	f.Add(uint8(4), []byte("[Service]\nExecStart=docker run \\\n x\n[Install]\nWantedBy=multi-user.target\n"))
	f.Fuzz(func(t *testing.T, kind uint8, source []byte) { checkOther(t, names[int(kind)%len(names)], source) })
}

package fix

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/drydock-dev/drydock/internal/corpus"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

// checkOther accepts every combination of suggestions for a file that isn't a Dockerfile, random ones
// if there are more than four. The file must stay sound and get no new findings. Lines outside must
// stay the same, and fixing it a second time must change nothing.
func checkOther(t reporter, name string, source []byte) (tried int) {
	t.Helper()
	known, settings := unaware(), config.Settings{Catalogue: rules.All, Profile: lint.Strict}
	file := kinds.Parse(name, source)
	plan := New(file, known, settings, lint.Review)
	original := settings.Check(file, known)
	for chosen := range choices(len(plan.Suggestions)) {
		tried++
		text := plan.Apply(chosen...)
		if err := newPlanner(original, known, settings, lint.Review).prove(settings.Check(kinds.Parse(name, text), known)); err != nil {
			t.Errorf("%s: suggestions %v: %v", name, chosen, err)
		}
		if err := outsideUnchanged(plan, chosen, text); err != "" {
			t.Errorf("%s: suggestions %v: %s", name, chosen, err)
		}
	}
	applied, err := Apply(file, known, settings, lint.Review)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return tried
	}
	again, err := Apply(kinds.Parse(name, applied.Text), known, settings, lint.Review)
	if err != nil || !bytes.Equal(again.Text, applied.Text) {
		t.Errorf("%s: applied twice: %v\n%s\nthen\n%s", name, err, applied.Text, again.Text)
	}
	return tried
}

// TestComposeCorpus runs checkOther on real Compose files.
func TestComposeCorpus(t *testing.T) {
	tried := 0
	files := corpus.Compose(t)
	for _, f := range files {
		tried += checkOther(t, "compose.yaml", f.Source)
	}
	t.Logf("%d files, %d combinations", len(files), tried)
}

// composeParts are the parts of generated Compose files.
var composeParts = []string{
	"    image: postgres:17\n", "    image: mysql\n", "    image: \"redis:8\" # a cache\n", "    restart: always\n", "    restart: 'always'   # why\n", "    privileged: true\n",
	"    ports:\n      - \"5432:5432\"\n      - 6379:6379\n", "    ports: [\"3306:3306\"]\n", "    volumes:\n    - ./a:/etc/a\n", "    volumes:\n      - data:/var/lib/mysql\n",
	"    # a comment\n", "\n", "    environment:\n      A: |\n        text: always\n        restart: always\n", "    network_mode: host\n", "    command: [\"a\", \"b\"]\n", "    <<: *common\n",
}

// TestComposeGenerated runs checkOther on random files.
func TestComposeGenerated(t *testing.T) {
	tried := 0
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SampledFrom([]string{"", "version: \"3\"\n\n", "# the shop\nversion: '2.4'\n"}).Draw(t, "head") + "x-common: &common\n  labels:\n    a: b\nservices:\n"
		for i := range rapid.IntRange(1, 3).Draw(t, "services") {
			text += "  " + []string{"db", "web", "\"a b\""}[i] + ":\n    stdin_open: true\n"
			seen := map[int]bool{}
			for _, n := range rapid.SliceOfN(rapid.IntRange(0, len(composeParts)-1), 0, 6).Draw(t, "parts") {
				kind := n
				for k, group := range [][]int{{0, 1, 2}, {3, 4}, {6, 7}, {8, 9}} {
					for _, member := range group {
						if member == n {
							kind = 100 + k
						}
					}
				}
				if !seen[kind] {
					seen[kind] = true
					text += composeParts[n]
				}
			}
		}
		text += rapid.SampledFrom([]string{"", "volumes:\n  data:\n", "volumes: {data: {}}\n", "\nnetworks:\n  a:\n"}).Draw(t, "end")
		tried += checkOther(t, "compose.yaml", []byte(text))
	})
	if tried == 0 {
		t.Error("no combination was tried")
	}
}

// inlined returns a Compose file with a Dockerfile in it.
func inlined(dockerfile string) string {
	var b strings.Builder
	b.WriteString("services:\n  web:\n    build:\n      context: .\n      dockerfile_inline: |\n")
	for line := range strings.Lines(strings.TrimRight(dockerfile, "\n") + "\n") {
		if strings.TrimSpace(line) != "" {
			b.WriteString("        ")
		}
		b.WriteString(line)
	}
	return b.String() + "    restart: unless-stopped\n"
}

// TestInline checks that a Dockerfile inside a Compose file gets the same fixes as on its own.
func TestInline(t *testing.T) {
	const source = "FROM debian:12-slim\n# who made it\nMAINTAINER me\nRUN apt-get update && \\\n    apt-get install curl\n\nADD a.py /a.py\nCMD python3 /a.py\n"
	known, settings := unaware(), config.Default(rules.All)
	alone, err := Apply(kinds.Parse("Dockerfile", []byte(source)), known, settings, lint.Review)
	if err != nil {
		t.Fatal(err)
	}
	inside, err := Apply(kinds.Parse("compose.yaml", []byte(inlined(source))), known, settings, lint.Review)
	if want := inlined(string(alone.Text)); err != nil || string(inside.Text) != want || !alone.Changed() {
		t.Errorf("%v\n%s\nwant\n%s", err, inside.Text, want)
	}
	checkOther(t, "compose.yaml", []byte(inlined(source)))
	if plan := New(kinds.Parse("compose.yaml", []byte(inlined("FROM debian:12-slim\nRUNN x\n"))), known, settings, lint.Review); len(plan.Findings) != 1 || plan.Findings[0].Start.Line != 7 {
		t.Errorf("a Dockerfile that BuildKit rejects: %+v", plan.Findings)
	}
	if plan := New(kinds.Parse("compose.yaml", []byte(inlined("FROM debian:12-slim\nMAINTAINER ${ME}\n"))), known, settings, lint.Review); len(plan.Findings) != 0 {
		t.Errorf("variables of Compose's: %+v", plan.Findings)
	}
	// Inside Compose, its own variables have two dollar signs.
	const dollars = "FROM debian:12-slim\nENV A $B\nRUN echo $A\nRUN apt-get update && apt-get install $PACKAGES\nMAINTAINER me\nUSER $USER\n"
	alone, err = Apply(kinds.Parse("Dockerfile", []byte(dollars)), known, settings, lint.Review)
	if err != nil || !alone.Changed() {
		t.Fatal(err)
	}
	doubled := func(text string) string { return strings.ReplaceAll(text, "$", "$$") }
	inside, err = Apply(kinds.Parse("compose.yaml", []byte(inlined(doubled(dollars)))), known, settings, lint.Review)
	if want := inlined(doubled(string(alone.Text))); err != nil || string(inside.Text) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, inside.Text, want)
	}
}

// TestInlineGenerated accepts any suggestions for generated Dockerfiles in Compose files.
func TestInlineGenerated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ReplaceAll(dockerfiles.Draw(t, "Dockerfile"), "\r\n", "\n")
		checkOther(t, "compose.yaml", []byte(inlined(text)))
	})
}

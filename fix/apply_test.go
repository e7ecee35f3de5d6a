package fix

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestApply checks that Apply gives the same result as accepting all suggestions until none are left.
func TestApply(t *testing.T) {
	known, settings := unaware(), config.Default(rules.All)
	for _, source := range append(slices.Collect(maps.Values(sources)), seed.Bad) {
		applied, err := Apply(dockerfile.Parse("Dockerfile", []byte(source)), known, settings, lint.Review)
		if err != nil {
			t.Fatal(err)
		}
		want := source
		for plan := planOf(want, lint.Review); len(plan.Suggestions) > 0; plan = planOf(want, lint.Review) {
			var all []int
			for i := range plan.Suggestions {
				all = append(all, i)
			}
			want = string(plan.Apply(all...))
		}
		if string(applied.Text) != want {
			t.Errorf("applied:\n%s\nsuggested:\n%s", applied.Text, want)
		}
		if left := settings.Check(dockerfile.Parse("Dockerfile", applied.Text), known).Findings; applied.Fixed != len(planOf(source, lint.Review).Findings)-len(left) {
			t.Errorf("%d findings fixed, %d left in\n%s", applied.Fixed, len(left), applied.Text)
		}
	}
}

// TestApplyOneByOne has two fixes that are good alone and bad together, and one that always fails. The
// others must still be applied.
func TestApplyOneByOne(t *testing.T) {
	both := &lint.Rule{ID: "both", Severity: lint.Error, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if text := string(p.File.Source); strings.Contains(text, "RUN one") && strings.Contains(text, "RUN two") {
			p.Report(syntax.Span{End: 1}, "not both", nil)
		}
	})}
	settings := catalogueOf(replaces("first", "RUN 1", "RUN one"), replaces("second", "RUN 2", "RUN two"), replaces("third", "RUN 3", "RUNN"), replaces("fourth", "RUN 4", "RUN four"), both)
	const source = "FROM debian:12-slim\nRUN 1\n\n\nRUN 2\n\n\nRUN 3\n\n\nRUN 4\n"
	applied, err := Apply(dockerfile.Parse("Dockerfile", []byte(source)), unaware(), settings, lint.Safe)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.NewReplacer("RUN 1", "RUN one", "RUN 4", "RUN four").Replace(source); string(applied.Text) != want {
		t.Errorf("applied:\n%s", applied.Text)
	}
	if len(applied.Rejected) != 2 {
		t.Errorf("rejected %+v", applied.Rejected)
	}
}

// TestPlannerPanic checks that a panic while planning becomes a finding, next to the others.
func TestPlannerPanic(t *testing.T) {
	file := dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\nMAINTAINER me\n"))
	known, settings := unaware(), config.Default(rules.All)
	plan := Of(settings.Check(file, known), known, settings, lint.Review, Limits{Replaceable: func(int, int) bool { panic("oops") }})
	if len(plan.Findings) != 2 || plan.Findings[0].Rule.ID != "internal-error" || !strings.Contains(plan.Findings[0].Message, "oops") || plan.Findings[1].Rule.ID != "maintainer" {
		t.Errorf("%+v", plan.Findings)
	}
	if len(plan.Suggestions) != 0 || len(plan.SuggestionOf) != len(plan.Findings) {
		t.Errorf("%+v %v", plan.Suggestions, plan.SuggestionOf)
	}
}

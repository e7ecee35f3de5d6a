package fix

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// TestMend checks that Mend gives the same result as accepting all suggestions until none are left.
func TestMend(t *testing.T) {
	ctx := rules.Context{Settings: rules.DefaultSettings()}
	for _, source := range append(slices.Collect(maps.Values(sources)), seed.Bad) {
		mended, err := Mend(syntax.Parse("Dockerfile", []byte(source)), ctx, rules.Review)
		if err != nil {
			t.Fatal(err)
		}
		want := source
		for plan := planOf(want, rules.Review); len(plan.Suggestions) > 0; plan = planOf(want, rules.Review) {
			var all []int
			for i := range plan.Suggestions {
				all = append(all, i)
			}
			want = string(plan.Apply(all...))
		}
		if string(mended.Text) != want {
			t.Errorf("mended:\n%s\nsuggested:\n%s", mended.Text, want)
		}
		if left := rules.Run(syntax.Parse("Dockerfile", mended.Text), ctx).Findings; mended.Gone != len(planOf(source, rules.Review).Findings)-len(left) {
			t.Errorf("%d findings gone, %d left in\n%s", mended.Gone, len(left), mended.Text)
		}
	}
}

// TestMendOneByOne has two fixes that are good alone and bad together, and one that always fails. The
// others must still be applied.
func TestMendOneByOne(t *testing.T) {
	both := &rules.Rule{ID: "both", Severity: rules.Error, Check: func(p *rules.Pass) {
		if text := string(p.File.Source); strings.Contains(text, "RUN one") && strings.Contains(text, "RUN two") {
			p.Report(syntax.Span{End: 1}, "not both", nil)
		}
	}}
	old := rules.All
	rules.All = []*rules.Rule{replaces("first", "RUN 1", "RUN one"), replaces("second", "RUN 2", "RUN two"), replaces("third", "RUN 3", "RUNN"), replaces("fourth", "RUN 4", "RUN four"), both}
	defer func() { rules.All = old }()
	const source = "FROM debian:12-slim\nRUN 1\n\n\nRUN 2\n\n\nRUN 3\n\n\nRUN 4\n"
	mended, err := Mend(syntax.Parse("Dockerfile", []byte(source)), rules.Context{}, rules.Safe)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.NewReplacer("RUN 1", "RUN one", "RUN 4", "RUN four").Replace(source); string(mended.Text) != want {
		t.Errorf("mended:\n%s", mended.Text)
	}
	if len(mended.Rejected) != 2 {
		t.Errorf("rejected %+v", mended.Rejected)
	}
}

// TestPlannerPanic checks that a panic while planning becomes a finding, next to the others.
func TestPlannerPanic(t *testing.T) {
	file := syntax.Parse("Dockerfile", []byte("FROM debian:12-slim\nMAINTAINER me\n"))
	ctx := rules.Context{Settings: rules.DefaultSettings()}
	plan := Within(file, ctx, rules.Review, func(int, int) bool { panic("oops") })
	if len(plan.Findings) != 2 || plan.Findings[0].Rule.ID != "internal-error" || !strings.Contains(plan.Findings[0].Message, "oops") || plan.Findings[1].Rule.ID != "maintainer" {
		t.Errorf("%+v", plan.Findings)
	}
	if len(plan.Suggestions) != 0 || len(plan.SuggestionOf) != len(plan.Findings) {
		t.Errorf("%+v %v", plan.Suggestions, plan.SuggestionOf)
	}
}

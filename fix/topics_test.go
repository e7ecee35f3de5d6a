package fix

import (
	"bytes"
	"testing"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// TestTwinUncovered shows that a fix is offered although the finding's twin is still there afterwards,
// and told then.
func TestTwinUncovered(t *testing.T) {
	leads := &lint.Rule{ID: "leads", Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if i := bytes.Index(p.File.Source, []byte("aa")); i >= 0 {
			span := syntax.Span{Start: i, End: i + 2}
			p.About("t").Report(span, "a", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: span, New: "cc"}}, Calls: lint.RewritesWords("", "aa", "cc")})
		}
	})}
	twin := &lint.Rule{ID: "twin", Severity: lint.Info, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if i := bytes.Index(p.File.Source, []byte("bb")); i >= 0 {
			p.About("t").Report(syntax.Span{Start: i, End: i + 2}, "b", nil)
		}
	})}
	catalogue := lint.Catalogue{leads, twin}
	plan := planBy(catalogue, "FROM x\nRUN aa bb\n", lint.Safe)
	if len(plan.Findings) != 1 || len(plan.Suggestions) != 1 || plan.Suggestions[0].Replacement != "RUN cc bb" {
		t.Fatalf("findings %v, suggestions %v, rejected %v", plan.Findings, plan.Suggestions, plan.Rejected)
	}
	if again := planBy(catalogue, string(plan.ApplyAll()), lint.Safe).Findings; len(again) != 1 || again[0].Rule != twin {
		t.Errorf("afterwards %v", again)
	}
}

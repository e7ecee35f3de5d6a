package review

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func fileOf(source string, hunks ...diff.Hunk) File {
	return checked(File{Path: "Dockerfile", Hunks: hunks}, source)
}

// checked returns a file that is new in the pull request, with the plans for a text.
func checked(f File, source string) File { return changed(f, nil, source, config.Introduced) }

// changed returns a file with the plans for what the scope has of a change.
func changed(f File, base *string, source string, scope config.Scope) File {
	known := facts.Gather(nil, nil, time.Time{}, nil)
	sides := Sides{Head: dockerfile.Parse(f.Path, []byte(source)), KnownHead: known, KnownBase: known}
	if base != nil {
		sides.Base = dockerfile.Parse(f.Path, []byte(*base))
		f.Changes = diff.Compare([]byte(*base), []byte(source))
	} else {
		f.Changes = diff.Compare(nil, []byte(source))
	}
	settings := config.Default(rules.All)
	settings.Scope = scope
	f.Check(sides, settings)
	return f
}

// places returns where the comments are, as [Comment.Place] has it.
func places(r Actions) []string {
	var p []string
	for _, c := range r.Comments {
		p = append(p, c.Place())
	}
	return p
}

func TestPlanTakesOneCommentForEachSuggestion(t *testing.T) {
	r := Plan([]File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})}, Options{}, State{})
	want := []string{"Dockerfile, lines 1–4", "Dockerfile, lines 8–12", "Dockerfile, lines 14–15"}
	if got := places(r); !slices.Equal(got, want) {
		t.Fatalf("comments on %q, want %q", got, want)
	}
	for i, parts := range [][]string{
		{"[from-language-image]", "[from-latest]", "[run-apt-update-alone]", "[run-apt-lists]", "`ubuntu:latest`"},
		{"[copy-order]", "`predict.py`"},
		{"[entrypoint-single-purpose]", "[user-root]"},
	} {
		for _, p := range append(parts, "```suggestion\n", "**Before you accept:**", "Checked: ") {
			if !strings.Contains(r.Comments[i].Body, p) {
				t.Errorf("comment %d lacks %q:\n%s", i, p, r.Comments[i].Body)
			}
		}
	}
	if !strings.Contains(r.Body, "3 comments") || !strings.Contains(r.Body, "3 with a change") {
		t.Errorf("body %q", r.Body)
	}
}

// TestReadmeQuotesTheReview checks that each line of the sample in the README is posted.
func TestReadmeQuotesTheReview(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	r := Plan([]File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 15})}, Options{}, State{})
	n := 0
	for line := range strings.Lines(string(readme)) {
		quoted, ok := strings.CutPrefix(strings.TrimSpace(line), "> ")
		if !ok {
			continue
		}
		if n++; !strings.Contains(r.Comments[1].Body, quoted) {
			t.Errorf("README.md quotes\n%s\nwhich isn't in the comment\n%s", quoted, r.Comments[1].Body)
		}
	}
	if n < 5 {
		t.Errorf("README.md quotes %d lines, want a sample", n)
	}
}

func TestPlanOutsideAndPartlyInside(t *testing.T) {
	// Line 8 is in a hunk, but its suggestion's lines 8–12 aren't all in it. Line 15 is in
	// none.
	r := Plan([]File{fileOf(seed.Bad, diff.Hunk{First: 1, Last: 9})}, Options{}, State{})
	if got, want := places(r), []string{"Dockerfile, lines 1–4", "Dockerfile, line 8"}; !slices.Equal(got, want) {
		t.Fatalf("comments on %q, want %q", got, want)
	}
	if body := r.Comments[1].Body; strings.Contains(body, "```suggestion") || !strings.Contains(body, "```diff\n-COPY predict.py .") {
		t.Errorf("the suggestion that GitHub can't show is not shown as a diff:\n%s", body)
	}
	if !strings.Contains(r.Body, "aren't in the diff") || !strings.Contains(r.Body, "+USER appuser") {
		t.Errorf("body\n%s", r.Body)
	}
	if len(r.InBody) != 1 || !strings.Contains(r.Body, r.InBody[0].Body) || r.InBody[0].Line != 15 {
		t.Errorf("the body tells of %+v, want line 15", r.InBody)
	}
}

func TestCommentsNameTheirFindingsAndSuggestion(t *testing.T) {
	r := Plan([]File{fileOf("FROM alpine:3.20\nENV A 1\nUSER nobody\nEXPOSE 22\nADD a /a\n", diff.Hunk{First: 1, Last: 4})}, Options{}, State{})
	var got []string
	for _, c := range append(r.Comments, r.InBody...) {
		text := "nothing"
		if c.Suggestion != nil {
			text = c.Suggestion.Replacement
		}
		for _, f := range c.Findings {
			got = append(got, f.Key()+": "+text)
		}
	}
	if want := []string{"env-legacy: ENV A=1", "expose-ssh: nothing", "add-instead-of-copy: COPY a /a"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestPlanCutSuggestion has two fixes of one rule on neighbouring lines. They're one suggestion unless
// the hunk ends between them.
func TestPlanCutSuggestion(t *testing.T) {
	const source = "FROM debian:12-slim\nADD a.py /a.py\nADD b.py /b.py\n"
	whole := Plan([]File{fileOf(source, diff.Hunk{First: 1, Last: 3})}, Options{}, State{})
	cut := Plan([]File{fileOf(source, diff.Hunk{First: 1, Last: 2})}, Options{}, State{})
	if len(whole.Comments) != 1 || !strings.Contains(whole.Comments[0].Body, "COPY a.py") || !strings.Contains(whole.Comments[0].Body, "COPY b.py") || !strings.Contains(whole.Comments[0].Body, "(lines 2–3)") {
		t.Fatalf("whole: %+v", whole.Comments)
	}
	if got := places(cut); !slices.Equal(got, []string{"Dockerfile, line 2"}) {
		t.Fatalf("comments on %q", got)
	}
	if body := cut.Comments[0].Body; !strings.Contains(body, "```suggestion\nCOPY a.py") || strings.Contains(body, "COPY b.py") {
		t.Errorf("comment\n%s", body)
	}
	if !strings.Contains(cut.Body, "+COPY b.py") || !strings.Contains(cut.Body, "one with a change that you can commit") {
		t.Errorf("body\n%s", cut.Body)
	}
}

func TestPlanScopes(t *testing.T) {
	base := strings.Replace(seed.Bad, `CMD ["python3", "predict.py"]`, `CMD ["true"]`, 1)
	hunks := diff.Hunks{{First: 14, Last: 15}}
	for scope, want := range map[config.Scope]int{config.Introduced: 2, config.Touched: 2, config.Everything: 7} {
		f := changed(File{Path: "Dockerfile", Hunks: hunks}, &base, seed.Bad, scope)
		if got := len(f.Plan.Findings); got != want {
			t.Errorf("%s: %d findings, want %d", scope, got, want)
		}
	}
}

func TestFencesAndText(t *testing.T) {
	f := fileOf("FROM alpine:3.22\nMAINTAINER me ``` @you <b>\nENV A ```x\n", diff.Hunk{First: 1, Last: 3})
	for _, c := range Plan([]File{f}, Options{}, State{}).Comments {
		if strings.Contains(c.Body, "ENV A=```x") && !strings.Contains(c.Body, "````suggestion\n") {
			t.Errorf("the fence is too short:\n%s", c.Body)
		}
	}
	for message, want := range map[string]string{
		"plain":                "plain",
		"@all <script> #1 a*b": "&#64;all &lt;script> &#35;1 a&#42;b",
		"see `@a <b>` and <c>": "see `@a <b>` and &lt;c>",
		"an odd ` tick":        "an odd ' tick",
		"a `code\nspan` here":  "a `code span` here",
	} {
		if got := Markdown(message); got != want {
			t.Errorf("Markdown(%q) = %q, want %q", message, got, want)
		}
	}
}

func TestFileThatCouldNotBeRead(t *testing.T) {
	if r := Plan([]File{{Path: "x"}}, Options{}, State{}); !r.Empty() {
		t.Errorf("%+v", r)
	}
}

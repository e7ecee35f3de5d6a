package ruletest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

// replace reports the image replace-me.
func replace(safety lint.Safety) *lint.Rule {
	return &lint.Rule{ID: "replace", Severity: lint.Info, Safety: safety, Check: lint.Checks(
		lint.Dockerfile(func(p *lint.DockerfilePass) {
			for in := range p.File.Triggered() {
				for _, a := range in.Args {
					if a.Text == "replace-me" {
						p.Report(a.Span, "Found. Replace it.", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: a.Span, New: "good"}}})
					}
				}
			}
		}),
	)}
}

// TestDocNamesFiles checks that the walk through a new rule names the files that cases may have.
func TestDocNamesFiles(t *testing.T) {
	text, err := os.ReadFile("../../docs/adding-a-rule.md")
	if err != nil {
		t.Fatal(err)
	}
	last := len(fileNames) - 1
	if want := "The file is named `" + strings.Join(fileNames[:last], "`, `") + "` or `" + fileNames[last] + "`."; !strings.Contains(string(text), want) {
		t.Errorf("docs/adding-a-rule.md doesn't say: %s", want)
	}
}

// TestReadCases shows that a case needs a file that its rule reads.
func TestReadCases(t *testing.T) {
	for _, tt := range []struct {
		name  string
		check lint.Check
		file  string
		want  string
	}{
		{"a file that the rule reads", lint.Compose(nil), "compose.yaml", ""},
		{"another kind", lint.Compose(nil), "Dockerfile", "name it compose.yaml"},
		{"another name of the kind", lint.Compose(nil), "docker-compose.yml", "name it compose.yaml"},
		{"a rule with several names", lint.Unit(nil), "Dockerfile", "name it a.service or a.container"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readCases(&lint.Rule{Check: tt.check}, &txtar.Archive{Files: []txtar.File{{Name: "catches-it/" + tt.file}}})
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want != "" && (err == nil || !strings.HasPrefix(err.Error(), "catches-it has no file") || !strings.HasSuffix(err.Error(), tt.want)):
				t.Errorf("%v, want %s", err, tt.want)
			}
		})
	}
}

// TestWriteCases shows that what is written is read as the same cases, empty files too.
func TestWriteCases(t *testing.T) {
	want := []ruleCase{
		{name: "catches-empty-file", path: "Dockerfile", findings: "1:1-1:1 …\n", tree: map[string]string{"empty/file": ""}},
		{name: "spares-scratch", path: "Dockerfile", text: "FROM scratch\n", tree: map[string]string{}},
	}
	name := filepath.Join(t.TempDir(), "rule.txtar")
	writeCases(t, name, nil, want)
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	got, err := readCases(replace(lint.None), archive)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(ruleCase{})); diff != "" {
		t.Errorf("cases (-want +got):\n%s", diff)
	}
}

// TestRunCase shows what fails in a single case.
func TestRunCase(t *testing.T) {
	rule := replace(lint.Safe)
	other := &lint.Rule{ID: "other", Severity: lint.Info, Safety: lint.Safe, Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			if image := s.Get("image"); image.Text == "replace-me" {
				p.Report(image.Span, "Found. Replace it.", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: image.Span, New: "good"}}})
			}
		})
	})}
	onFrom := func(id string, check func(p *lint.DockerfilePass, from syntax.Span)) *lint.Rule {
		return &lint.Rule{ID: id, Severity: lint.Info, Safety: lint.Safe, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
			check(p, p.File.Instructions[0].Keyword)
		})}
	}
	terse := onFrom("terse", func(p *lint.DockerfilePass, from syntax.Span) {
		if p.File.Text(from) == "FROM" {
			p.Report(from, "Found.", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: from, New: "from"}}})
		}
	})
	grave := onFrom("grave", func(p *lint.DockerfilePass, from syntax.Span) {
		p.WithSeverity(lint.Error).Report(from, "Found. Look.", nil)
	})
	costly := onFrom("costly", func(p *lint.DockerfilePass, from syntax.Span) { p.Report(from, "Found. Look.", nil).Cost = 1 })
	for _, tt := range []struct {
		name       string
		rule       *lint.Rule
		path, text string
		findings   string
		want       string // in the failures
	}{
		{"a finding", rule, "Dockerfile", "FROM scratch\nUSER replace-me\n", "2:6-2:16 info replace: Found. Replace it.\n  suggestion for 2-2, safe, same-layers: \n", ""},
		{"a fix whose message doesn't say what to do", terse, "Dockerfile", "FROM scratch\n", "1:1-1:5 info terse: Found.\n  suggestion for 1-1, safe, same-build: \n", "line 1: the message has one sentence"},
		{"a finding graver than its rule says", grave, "Dockerfile", "FROM scratch\n", "1:1-1:5 error grave: Found. Look.\n", "set its Worst"},
		{"a cost that the rule doesn't announce", costly, "Dockerfile", "FROM scratch\n", "1:1-1:5 info costly: Found. Look.\n", "set the rule's Weighs"},
		{"a silent rule", rule, "Dockerfile", "FROM scratch\n", "", ""},
		{"a Dockerfile that doesn't parse", rule, "Dockerfile", "FORM scratch\n", "", "line 1: parse-error: This Dockerfile doesn't build"},
		{"a Dockerfile that BuildKit doesn't convert", rule, "Dockerfile", "FROM scratch\nCOPY --from=-1 a b\n", "", "line 2: parse-error: This Dockerfile doesn't build"},
		{"a Compose file that isn't YAML", other, "compose.yaml", "services: [\n", "", "line 1: parse-error: This Compose file can't be read"},
		{"a rule that panics", other, "compose.yaml", "services:\n  web:\n    build: .\n", "", "internal-error"},
		{"a fix that doesn't name its place", other, "compose.yaml", "services:\n  web:\n    image: replace-me\n", "3:12-3:22 info other: Found. Replace it.\n", "line 3: the fix failed its proof: it also changes services.web.image: name it in Fix.Places"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			findings, _, failures := runCase(t, lint.Catalogue{tt.rule, lint.ParseError, lint.InternalError}, tt.rule, ruleCase{path: tt.path, text: tt.text})
			if findings != tt.findings {
				t.Errorf("findings %q, want %q", findings, tt.findings)
			}
			if all := strings.Join(failures, "\n"); !strings.Contains(all, tt.want) || tt.want == "" && all != "" {
				t.Errorf("failures %q, want %q", all, tt.want)
			}
		})
	}
}

// TestProblems shows what fails in the cases as a whole.
func TestProblems(t *testing.T) {
	const found, suggested = "1:1-1:2 info replace: Found. Replace it.\n", "1:1-1:2 info replace: Found. Replace it.\n  suggestion for 1-1, safe, loads: A note.\n"
	good := []ruleCase{
		{name: "catches-the-plain-form", findings: found, text: "FROM a\n"},
		{name: "catches-below-onbuild", findings: found, text: "FROM a\nONBUILD USER x\n"},
		{name: "catches-in-the-first-stage", findings: found, text: "FROM a\nFROM b\n"},
		{name: "spares-one-thing", text: "FROM a\n"},
		{name: "spares-another-thing", text: "FROM a\n"},
		{name: "spares-a-comment", text: "FROM a\n"},
	}
	change := func(i int, do func(*ruleCase)) []ruleCase {
		cases := slices.Clone(good)
		do(&cases[i])
		return cases
	}
	for _, tt := range []struct {
		name   string
		safety lint.Safety
		cases  []ruleCase
		want   []string
	}{
		{"good cases", lint.None, good, nil},
		{"catches without findings", lint.None, change(0, func(c *ruleCase) { c.findings = "" }),
			[]string{"catches-the-plain-form: the rule finds nothing here; mend the rule, or call the case spares-…", "2 cases have findings and 4 have none; there must be three of each"}},
		{"spares with findings", lint.None, change(3, func(c *ruleCase) { c.findings = found }),
			[]string{"spares-one-thing: the rule finds something here; mend the rule, or call the case catches-…", "4 cases have findings and 2 have none; there must be three of each"}},
		{"a name that says nothing", lint.None, change(0, func(c *ruleCase) { c.name = "catches-2" }), []string{"catches-2: name the case for what it shows"}},
		{"no ONBUILD", lint.None, change(1, func(c *ruleCase) { c.text = "FROM a\n" }), []string{"there is no case with ONBUILD"}},
		{"one stage", lint.None, change(2, func(c *ruleCase) { c.text = "FROM a\n" }), []string{"there is no case with several stages"}},
		{"a fix that isn't declared", lint.None, change(0, func(c *ruleCase) { c.findings = suggested }), []string{"a case has a suggestion, but the rule declares no fix: set Safety"}},
		{"a declared fix that isn't there", lint.Safe, good, []string{"the rule declares a fix, but no case has a suggestion: report one, or remove Safety"}},
		{"a declared fix", lint.Safe, change(0, func(c *ruleCase) { c.findings = suggested }), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := problems(replace(tt.safety), tt.cases); !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

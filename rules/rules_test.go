package rules_test

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/shellcheck"
	"github.com/drydock-dev/drydock/syntax"
)

var update = flag.Bool("update", false, "write the findings and fixed files of the cases anew")

// TestRules runs the cases of testdata/<id>.txtar. A case is a folder of the
// archive: its Dockerfile or Compose file; `findings` with a line for each finding of the
// rule (place, severity, name, message) and one for its suggestion (lines, safety, proof,
// the fix's note), absent when the rule must be silent; `fixed` with the file after all
// suggestions; and any other file as the tree. A drydock.yaml among them gives the
// settings. `go test ./rules -update` writes findings and fixed.
func TestRules(t *testing.T) {
	for _, rule := range rules.All {
		t.Run(rule.ID, func(t *testing.T) {
			name := filepath.Join("testdata", rule.ID+".txtar")
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			cases := readCases(rule, archive)
			catches, spares := 0, 0
			for i, c := range cases {
				t.Run(c.name, func(t *testing.T) {
					findings, fixed := runCase(t, rule, c)
					if *update {
						cases[i].findings, cases[i].fixed = findings, fixed
						return
					}
					if diff := cmp.Diff(c.findings, findings); diff != "" {
						t.Errorf("findings (-want +got):\n%s", diff)
					}
					if diff := cmp.Diff(c.fixed, fixed); diff != "" {
						t.Errorf("fixed (-want +got):\n%s", diff)
					}
				})
				if c.findings == "" {
					spares++
				} else {
					catches++
				}
			}
			if *update {
				writeCases(t, rule, name, archive.Comment, cases)
			} else if !silent[rule.ID] {
				checkCases(t, rule, cases, catches, spares)
			}
		})
	}
}

// checkCases checks that a rule has cases of each kind, and a suggestion in one of them
// just when it declares a fix.
func checkCases(t *testing.T, rule *rules.Rule, cases []ruleCase, catches, spares int) {
	t.Helper()
	other := !rule.Reads(syntax.Dockerfile)
	onbuild, stages := other, other
	suggests := false
	for _, c := range cases {
		suggests = suggests || strings.Contains(c.findings, "\n  suggestion for ")
		if vagueName.MatchString(c.name) {
			t.Errorf("%s: name the case for what it shows", c.name)
		}
		text := "\n" + strings.ToUpper(c.text)
		onbuild = onbuild || strings.Contains(text, "\nONBUILD")
		stages = stages || strings.Count(text, "\nFROM ") > 1
	}
	if catches < 3 || spares < 3 || !onbuild || !stages {
		t.Errorf("%d cases catch and %d spare, and there must be three of each; one with ONBUILD: %v; one with several stages: %v", catches, spares, onbuild, stages)
	}
	if declares := rule.Safety != rules.None; suggests != declares {
		t.Errorf("a case has a suggestion: %v; the rule declares a fix: %v", suggests, declares)
	}
}

// vagueName matches names of cases that do not say what is caught or spared.
var vagueName = regexp.MustCompile(`^(?:(?:catches|spares|multi-stage|stages|several|two|more|others?|case|good|bad|none|second)-?)+$|-\d$`)

// silent are the rules that no Dockerfile makes speak: one is for bugs, the
// other has nothing to go by without a registry.
var silent = map[string]bool{"internal-error": true, "InvalidBaseImagePlatform": true}

// ruleCase is one folder of an archive.
type ruleCase struct {
	name, findings, fixed string
	path, text            string // of the file that the rule reads
	tree                  map[string]string
}

// fileNames are the names of the files that rules read in their cases.
var fileNames = []string{"Dockerfile", "compose.yaml", "run.sh", "Makefile", ".github/workflows/a.yml", "a.service", "a.container"}

// isCase reports whether a file of a case is the one that the rule reads.
func isCase(rule *rules.Rule, name string) bool {
	kind, ok := kinds.Of(name)
	return ok && rule.Reads(kind) && slices.Contains(fileNames, name)
}

func readCases(rule *rules.Rule, archive *txtar.Archive) []ruleCase {
	var cases []ruleCase
	for _, f := range archive.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if len(cases) == 0 || cases[len(cases)-1].name != name {
			cases = append(cases, ruleCase{name: name, tree: map[string]string{}})
		}
		c := &cases[len(cases)-1]
		switch {
		case isCase(rule, file):
			c.path, c.text = file, string(f.Data)
		case file == "findings":
			c.findings = string(f.Data)
		case file == "fixed":
			c.fixed = string(f.Data)
		default:
			c.tree[file] = string(f.Data)
		}
	}
	return cases
}

func writeCases(t *testing.T, rule *rules.Rule, name string, comment []byte, cases []ruleCase) {
	archive := &txtar.Archive{Comment: comment}
	add := func(name, text string) {
		if text != "" {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	for _, c := range cases {
		add(c.name+"/"+c.path, c.text)
		for _, file := range slices.Sorted(maps.Keys(c.tree)) {
			add(c.name+"/"+file, c.tree[file])
		}
		add(c.name+"/findings", c.findings)
		add(c.name+"/fixed", c.fixed)
	}
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runCase runs one rule alone, with every profile's findings, and returns them
// and the file after all suggestions, "" when that changes nothing.
func runCase(t *testing.T, rule *rules.Rule, c ruleCase) (findings, fixed string) {
	t.Helper()
	settings, err := rules.ParseSettings("drydock.yaml", []byte(c.tree["drydock.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	settings.Profile = rules.Strict
	for _, other := range rules.All {
		if other != rule && other.ID != "parse-error" && other.ID != "internal-error" {
			settings.Severities[other.ID] = rules.Off
		}
	}
	ctx := rules.Context{Settings: settings, Today: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
	if len(c.tree) > 0 {
		ctx.Tree = treeOf(c.tree)
	}
	if rule.ID == "run-shellcheck" {
		program := shellcheck.Find()
		if program == "" && os.Getenv("CI") == "" {
			t.Skip("shellcheck is not installed; where it is, and in CI, this runs")
		}
		ctx.Shell = shellcheck.New(program)
	}
	plan := fix.New(kinds.Parse(c.path, []byte(c.text)), ctx, rules.Review)
	for _, failure := range plan.Failures {
		t.Error(failure)
	}
	for i, f := range plan.Findings {
		if f.Rule != rule {
			t.Errorf("line %d: %s: %s", f.Start.Line, f.Rule.ID, f.Message)
			continue
		}
		findings += fmt.Sprintf("%d:%d-%d:%d %s %s: %s\n", f.Start.Line, f.Start.Column, f.End.Line, f.End.Column, f.Severity, f.Kind(), f.Message)
		if n := plan.SuggestionOf[i]; n >= 0 {
			s := plan.Suggestions[n]
			findings += fmt.Sprintf("  suggestion for %d-%d, %s, %s: %s\n", s.StartLine, s.EndLine, s.Safety, s.Proof, f.Fix.Note)
		}
	}
	for _, r := range plan.Rejected {
		t.Errorf("line %d: the fix failed its proof: %s", r.Line, r.Reason)
	}
	all := make([]int, len(plan.Suggestions))
	for i := range all {
		all[i] = i
	}
	if text := string(plan.Apply(all...)); text != c.text {
		fixed = text
	}
	return findings, fixed
}

func treeOf(files map[string]string) fs.FS {
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[path.Clean(name)] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

// TestCatalogue checks what all rules have in common. Rules may share an alias:
// what is one rule to others may be two here.
func TestCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.All {
		if seen[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		seen[r.ID] = true
		if r.Summary == "" || r.Doc == "" || r.FixDoc == "" || r.Since == "" || r.Severity == rules.Off {
			t.Errorf("%s lacks a text or a severity", r.ID)
		}
		if strings.HasSuffix(r.Summary, ".") {
			t.Errorf("%s: the summary ends in a full stop", r.ID)
		}
	}
	files, _ := filepath.Glob("testdata/*.txtar")
	for _, f := range files {
		if _, err := rules.Find(strings.TrimSuffix(filepath.Base(f), ".txtar")); err != nil {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// TestBuildKitChecks checks that every check of BuildKit's linter comes out as
// a finding of a rule: the names are those of its ruleset.go.
func TestBuildKitChecks(t *testing.T) {
	checks := []string{
		"StageNameCasing", "FromAsCasing", "NoEmptyContinuation", "ConsistentInstructionCasing", "DuplicateStageName",
		"ReservedStageName", "JSONArgsRecommended", "MaintainerDeprecated", "UndefinedArgInFrom", "WorkdirRelativePath",
		"UndefinedVar", "MultipleInstructionsDisallowed", "LegacyKeyValueFormat", "InvalidBaseImagePlatform",
		"RedundantTargetPlatform", "SecretsUsedInArgOrEnv", "InvalidDefaultArgInFrom", "FromPlatformFlagConstDisallowed",
		"CopyIgnoredFile", "InvalidDefinitionDescription", "ExposeProtoCasing", "ExposeInvalidFormat",
	}
	for _, check := range checks {
		if _, err := rules.Find(check); err != nil {
			t.Error(err)
		}
	}
}

func TestUnknownNames(t *testing.T) {
	for name, want := range map[string]string{
		"run-apt-yess": `did you mean "run-apt-yes"?`,
		"DL3043x":      `did you mean "DL30`,
		"zzzzzzzzzz":   "known are",
	} {
		if _, err := rules.Find(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Find(%q) = %v, want %s", name, err, want)
		}
	}
}

// TestRulePanics shows that a rule that panics is a finding and harms no
// other.
func TestRulePanics(t *testing.T) {
	bad := &rules.Rule{ID: "bad", Severity: rules.Error, Check: func(*rules.Pass) { panic("oops") }}
	old := rules.All
	rules.All = append(slices.Clone(old), bad)
	defer func() { rules.All = old }()
	result := rules.Run(syntax.Parse("Dockerfile", []byte("FROM alpine\n")), rules.Context{})
	var ids []string
	for _, f := range result.Findings {
		ids = append(ids, f.Rule.ID)
	}
	if !slices.Contains(ids, "internal-error") || !slices.Contains(ids, "from-untagged") {
		t.Errorf("findings %q", ids)
	}
}

func TestIgnoreComments(t *testing.T) {
	tests := map[string]string{
		"FROM alpine\n": "from-untagged",
		"# drydock ignore=from-untagged we want the newest\nFROM alpine\n":                                  "",
		"# hadolint ignore=DL3006\nFROM alpine\n":                                                           "",
		"# drydock ignore=run-apt-yes\nFROM alpine\n":                                                       "from-untagged",
		"# hadolint global ignore=DL3006\nFROM alpine\nRUN a\nFROM alpine\n":                                "",
		"# check=skip=MaintainerDeprecated\nFROM alpine:3\nMAINTAINER me\n":                                 "",
		"FROM alpine:3\n# drydock ignore=add-instead-of-copy , maintainer\nMAINTAINER me\nMAINTAINER you\n": "maintainer",
		"FROM alpine:3\n# about the author\n# drydock ignore=maintainer\n# more\nMAINTAINER me\n":           "",
		"# check=error=true;skip=all\nFROM alpine:3\nMAINTAINER me\n":                                       "",
		"FROM alpine:3\n# not an ignore: drydock ignore=maintainer\nMAINTAINER me\n":                        "maintainer",
	}
	for source, want := range tests {
		var ids []string
		for _, f := range rules.Run(syntax.Parse("", []byte(source)), rules.Context{}).Findings {
			ids = append(ids, f.Rule.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("findings %q, want %q in\n%s", got, want, source)
		}
	}
}

// TestUnusedIgnores shows that strict readers hear of comments that switch off
// nothing, and of misspelt names.
func TestUnusedIgnores(t *testing.T) {
	for source, want := range map[string]string{
		"FROM alpine:3\n# drydock ignore=maintainer\nRUN true\n":               "`maintainer` finds nothing here",
		"FROM alpine:3\n# drydock ignore=maintaner\nMAINTAINER me\n":           "did you mean \"maintainer\"?",
		"# hadolint global ignore=DL3008\nFROM alpine:3\n":                     "`DL3008` finds nothing here",
		"FROM alpine:3\n# drydock ignore=maintainer\nMAINTAINER me\n":          "",
		"FROM alpine:3\n# hadolint ignore=SC2086\nRUN true\n":                  "",
		"FROM alpine:3\n# drydock ignore=maintainer,unused-ignore\nRUN true\n": "",
	} {
		ctx := rules.Context{Settings: rules.Settings{Profile: rules.Strict}}
		var messages string
		for _, f := range rules.Run(syntax.Parse("", []byte(source)), ctx).Findings {
			if f.Rule.ID == "unused-ignore" {
				messages += f.Message
			}
		}
		if want == "" && messages != "" || !strings.Contains(messages, want) {
			t.Errorf("%q, want %q for\n%s", messages, want, source)
		}
	}
}

// TestErrorDirective shows that BuildKit's checks are errors where the file says
// so.
func TestErrorDirective(t *testing.T) {
	source := "# check=error=true\nFROM alpine:3\nMAINTAINER me\nRUN apk add a\n"
	for _, f := range rules.Run(syntax.Parse("", []byte(source)), rules.Context{}).Findings {
		if want := f.Rule.ID == "maintainer"; (f.Severity == rules.Error) != want {
			t.Errorf("%s is %s", f.Rule.ID, f.Severity)
		}
	}
}

func TestSettings(t *testing.T) {
	s, err := rules.ParseSettings("drydock.yaml", []byte("profile: strict\nfail-on: none\nscope: all\nskip: [vendor/**, '*.old']\nrules:\n  DL3006: error\n  maintainer: \"off\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if s.Profile != rules.Strict || s.FailOn != rules.Off || s.Scope != rules.Everything || s.Severities["from-untagged"] != rules.Error || s.Severities["maintainer"] != rules.Off {
		t.Errorf("%+v", s)
	}
	for path, want := range map[string]bool{"vendor/x/Dockerfile": true, "a/vendor/Dockerfile": true, "a/Dockerfile.old": true, "a/Dockerfile": false} {
		if got := s.Skips(path); got != want {
			t.Errorf("Skips(%q) = %v", path, got)
		}
	}
	for text, want := range map[string]string{
		"profil: strict":          `drydock.yaml: line 1: unknown setting "profil"; did you mean "profile"?`,
		"profile: strickt":        `unknown profile "strickt"; did you mean "strict"?`,
		"rules: {user-rot: info}": `unknown rule "user-rot"; did you mean "user-root"?`,
		"rules: {maintainer: x}":  `unknown severity "x"`,
		"a: [":                    "drydock.yaml: ",
		"trusted-registries: ['https://ghcr.io']\n": "is not a registry",
	} {
		if _, err := rules.ParseSettings("drydock.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestHadolintProfile shows that those who come from hadolint find its rules,
// at its severities, and no others.
func TestHadolintProfile(t *testing.T) {
	source := "FROM ubuntu\nMAINTAINER me\nEXPOSE 22\nRUN apt-get update && apt-get install -y curl\nRUN cd /a && curl -k https://example.org\nENV A b\nCMD x\n"
	found := map[string]rules.Severity{}
	for _, f := range rules.Run(syntax.Parse("", []byte(source)), rules.Context{Settings: rules.Settings{Profile: rules.Hadolint}}).Findings {
		found[f.Rule.ID] = f.Severity
	}
	want := map[string]rules.Severity{
		"from-untagged": rules.Warning, "maintainer": rules.Error, "run-apt-pin": rules.Warning, "run-apt-no-recommends": rules.Info,
		"run-apt-lists": rules.Info, "run-cd": rules.Warning, "run-merge": rules.Info, "cmd-exec-form": rules.Warning,
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

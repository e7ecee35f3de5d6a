// Package ruletest runs the cases of rules, which lie beside each rule: run_apt_yes.go has its own in
// run_apt_yes.txtar.
//
// A case is a folder of the archive: the file that the rule reads (a Dockerfile, compose.yaml,
// run.sh…), `findings` with a line for each finding (place, severity, name, message) and one for its
// suggestion (lines, safety, proof, the fix's note) or its draft (path, note, diff), absent where the rule must be silent; `fixed`
// with the file after all suggestions; and other files as the repository's tree. A drydock.yaml
// among them gives the settings. The flag -update writes findings and fixed. What must hold for the
// cases of every rule is checked all the same.
package ruletest

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/shellcheck"
	"github.com/drydock-dev/drydock/syntax"
)

var update = flag.Bool("update", false, "write the findings and fixed files of the rules' cases")

// Run runs the cases of the rules of a catalogue whose cases lie in the current folder.
func Run(t *testing.T, catalogue lint.Catalogue) {
	ran := false
	for _, rule := range catalogue {
		name := rule.FileName() + ".txtar"
		if _, err := os.Stat(name); err != nil {
			continue
		}
		ran = true
		t.Run(rule.ID, func(t *testing.T) { runRule(t, catalogue, rule, name) })
	}
	if !ran {
		t.Error("no rule has its cases here")
	}
}

func runRule(t *testing.T, catalogue lint.Catalogue, rule *lint.Rule, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := readCases(rule, archive)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			findings, fixed, failures := runCase(t, catalogue, rule, c)
			for _, f := range failures {
				t.Error(f)
			}
			if *update {
				cases[i].findings, cases[i].fixed = findings, fixed
				return
			}
			if diff := cmp.Diff(c.findings, findings); diff != "" {
				t.Errorf("findings (-want +got):\n%s%s", diff, rerun)
			}
			if diff := cmp.Diff(c.fixed, fixed); diff != "" {
				t.Errorf("fixed (-want +got):\n%s%s", diff, rerun)
			}
		})
	}
	if *update {
		writeCases(t, name, archive.Comment, cases)
	}
	if !silent[rule.ID] {
		for _, problem := range problems(rule, cases) {
			t.Error(problem)
		}
	}
}

// rerun says what to do about a golden that differs.
const rerun = "If the rule is right, run with -update and read the cases."

// silent are the rules that no file makes speak. InternalError is for bugs, and tested in package lint;
// InvalidBaseImagePlatform needs a registry, and is tested in rules/base.
var silent = map[string]bool{"internal-error": true, "InvalidBaseImagePlatform": true}

// problems says what is wrong with a rule's cases as a whole: there are some of each kind, each shows
// what its name says, and one has a suggestion just when the rule declares a fix.
func problems(rule *lint.Rule, cases []ruleCase) (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	onbuild, stages, suggests := false, false, false
	catches, spares := 0, 0
	for _, c := range cases {
		words := strings.Split(c.name, "-")
		switch {
		case vagueName.MatchString(c.name):
			add("%s: name the case for what it shows", c.name)
		case c.findings == "" && slices.Contains(words, "catches"):
			add("%s: the rule finds nothing here; mend the rule, or call the case spares-…", c.name)
		case c.findings != "" && slices.Contains(words, "spares"):
			add("%s: the rule finds something here; mend the rule, or call the case catches-…", c.name)
		}
		if c.findings == "" {
			spares++
		} else {
			catches++
		}
		suggests = suggests || strings.Contains(c.findings, "\n  suggestion for ")
		text := "\n" + strings.ToUpper(c.text)
		onbuild = onbuild || strings.Contains(text, "\nONBUILD")
		stages = stages || strings.Count(text, "\nFROM ") > 1
	}
	if catches < 3 || spares < 3 {
		add("%d cases have findings and %d have none; there must be three of each", catches, spares)
	}
	if rule.Reads(syntax.Dockerfile) {
		if !onbuild {
			add("there is no case with ONBUILD")
		}
		if !stages {
			add("there is no case with several stages")
		}
	}
	switch declares := rule.Safety != lint.None; {
	case suggests && !declares:
		add("a case has a suggestion, but the rule declares no fix: set Safety")
	case declares && !suggests:
		add("the rule declares a fix, but no case has a suggestion: report one, or remove Safety")
	}
	return all
}

// vagueName matches names of cases that do not say what is caught or spared.
var vagueName = regexp.MustCompile(`^(?:(?:catches|spares|multi-stage|stages|several|two|more|others?|case|good|bad|none|second)-?)+$|-\d$`)

// ruleCase is one folder of an archive.
type ruleCase struct {
	name, findings, fixed string
	path, text            string // of the file that the rule reads
	tree                  map[string]string
}

// fileNames are the names of the files that rules read in their cases. docs/adding-a-rule.md lists them.
var fileNames = []string{"Dockerfile", "docker/Dockerfile", "compose.yaml", "run.sh", "Makefile", ".github/workflows/a.yml", "a.service", "a.container"}

// accepted returns the names that the file which a rule reads may have.
func accepted(rule *lint.Rule) []string {
	return slices.DeleteFunc(slices.Clone(fileNames), func(name string) bool {
		kind, _ := kinds.Of(name)
		return !rule.Reads(kind)
	})
}

// readCases returns the cases of an archive, and an error if one lacks the file that the rule reads.
func readCases(rule *lint.Rule, archive *txtar.Archive) ([]ruleCase, error) {
	var cases []ruleCase
	names := accepted(rule)
	for _, f := range archive.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if len(cases) == 0 || cases[len(cases)-1].name != name {
			cases = append(cases, ruleCase{name: name, tree: map[string]string{}})
		}
		c := &cases[len(cases)-1]
		switch {
		case c.path == "" && slices.Contains(names, file):
			c.path, c.text = file, string(f.Data)
		case file == "findings":
			c.findings = string(f.Data)
		case file == "fixed":
			c.fixed = string(f.Data)
		default:
			c.tree[file] = string(f.Data)
		}
	}
	for _, c := range cases {
		if c.path == "" {
			return nil, fmt.Errorf("%s has no file that the rule reads: name it %s", c.name, strings.Join(names, " or "))
		}
	}
	return cases, nil
}

// writeCases writes cases into an archive.
func writeCases(t *testing.T, name string, comment []byte, cases []ruleCase) {
	archive := &txtar.Archive{Comment: comment}
	for _, c := range cases {
		add := func(file, text string) {
			archive.Files = append(archive.Files, txtar.File{Name: c.name + "/" + file, Data: []byte(text)})
		}
		add(c.path, c.text)
		for _, file := range slices.Sorted(maps.Keys(c.tree)) {
			add(file, c.tree[file])
		}
		if c.findings != "" {
			add("findings", c.findings)
		}
		if c.fixed != "" {
			add("fixed", c.fixed)
		}
	}
	if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// runCase runs one rule alone but for what the runner says of files and rules that fail, with every profile's findings. It returns them, the file after all
// suggestions ("" when that changes nothing), and what no case may show.
func runCase(t *testing.T, catalogue lint.Catalogue, rule *lint.Rule, c ruleCase) (findings, fixed string, failures []string) {
	t.Helper()
	settings, err := config.Parse(catalogue, "drydock.yaml", []byte(c.tree["drydock.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	settings.Profile = lint.Strict
	for _, other := range catalogue {
		if other != rule && other != lint.ParseError && other != lint.InternalError {
			settings.Severities[other.ID] = lint.Off
		}
	}
	plan := fix.New(kinds.Parse(c.path, []byte(c.text)), facts.Gather(treeOf(c.tree), nil, today, shellOf(t, rule)), settings, lint.Review)
	failures = slices.Clone(plan.Failures)
	for i, f := range plan.Findings {
		if f.Rule != rule {
			failures = append(failures, fmt.Sprintf("line %d: %s: %s", f.Start.Line, f.Rule.ID, f.Message))
			continue
		}
		if _, set := settings.Severities[rule.ID]; !set && f.Code == "" && f.Severity > max(rule.Severity, rule.Worst) {
			failures = append(failures, fmt.Sprintf("line %d: %s is more than the rule's Severity: set its Worst", f.Start.Line, f.Severity))
		}
		if f.Fix != nil && lint.Effect(f.Message) == f.Message {
			failures = append(failures, fmt.Sprintf("line %d: the message has one sentence: say what happens, then what to do", f.Start.Line))
		}
		if f.Cost != 0 && !rule.Weighs {
			failures = append(failures, fmt.Sprintf("line %d: the finding has a Cost: set the rule's Weighs", f.Start.Line))
		}
		findings += fmt.Sprintf("%d:%d-%d:%d %s %s: %s\n", f.Start.Line, f.Start.Column, f.End.Line, f.End.Column, f.Severity, f.Key(), f.Message)
		if n := plan.SuggestionOf[i]; n >= 0 {
			s := plan.Suggestions[n]
			findings += fmt.Sprintf("  suggestion for %d-%d, %s, %s: %s\n", s.StartLine, s.EndLine, s.Safety, s.Proof, f.Fix.Note)
		} else if f.Draft != nil {
			findings += fmt.Sprintf("  draft of %s: %s\n", f.Draft.Path, f.Draft.Note)
			for _, line := range report.DraftLines(plan, f.Draft) {
				findings += "    " + line + "\n"
			}
		}
	}
	for _, r := range plan.Rejected {
		failures = append(failures, fmt.Sprintf("line %d: the fix failed its proof: %s", r.Line, r.Reason))
	}
	if text := string(plan.ApplyAll()); text != c.text {
		fixed = text
	}
	return findings, fixed, failures
}

// today is the day of all cases.
var today = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)

// shellOf returns the shellcheck program for the rule that asks it.
func shellOf(t *testing.T, rule *lint.Rule) facts.ShellChecker {
	t.Helper()
	if rule.ID != "run-shellcheck" {
		return nil
	}
	program := shellcheck.Default()
	if program == nil && os.Getenv("CI") == "" {
		t.Skip("shellcheck is not installed; where it is, and in CI, this runs")
	}
	return program
}

// treeOf returns the files of a case as a tree, nil when there are none.
func treeOf(files map[string]string) fs.FS {
	if len(files) == 0 {
		return nil
	}
	tree := fstest.MapFS{}
	for name, text := range files {
		tree[path.Clean(name)] = &fstest.MapFile{Data: []byte(text)}
	}
	return tree
}

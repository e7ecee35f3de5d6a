// Package ruletest runs the cases of rules, which lie beside each rule: run_apt_yes.go has its own in
// run_apt_yes.txtar.
//
// A case is a folder of the archive: the file that the rule reads (a Dockerfile, compose.yaml,
// run.sh…), `findings` with a line for each finding (place, severity, name, message) and one for its
// suggestion (lines, safety, proof, the fix's note), absent where the rule must be silent; `fixed`
// with the file after all suggestions; and other files as the repository's tree. A drydock.yaml
// among them gives the settings. The flag -update writes findings and fixed.
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
	cases := readCases(rule, archive)
	for i, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			findings, fixed := runCase(t, catalogue, rule, c)
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
	}
	if *update {
		writeCases(t, name, archive.Comment, cases)
	} else if !silent[rule.ID] {
		checkCases(t, rule, cases)
	}
}

// silent are the rules that no file makes speak. InternalError is for bugs, and tested in package lint;
// InvalidBaseImagePlatform needs a registry, and is tested in rules/base.
var silent = map[string]bool{"internal-error": true, "InvalidBaseImagePlatform": true}

// checkCases checks that a rule has cases of each kind, and a suggestion in one of them just when it
// declares a fix.
func checkCases(t *testing.T, rule *lint.Rule, cases []ruleCase) {
	t.Helper()
	other := !rule.Reads(syntax.Dockerfile)
	onbuild, stages := other, other
	catches, spares, suggests := 0, 0, false
	for _, c := range cases {
		if vagueName.MatchString(c.name) {
			t.Errorf("%s: name the case for what it shows", c.name)
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
	if catches < 3 || spares < 3 || !onbuild || !stages {
		t.Errorf("%d cases catch and %d spare; there must be three of each. One with ONBUILD: %v; one with several stages: %v", catches, spares, onbuild, stages)
	}
	if declares := rule.Safety != lint.None; suggests != declares {
		t.Errorf("a case has a suggestion: %v; the rule declares a fix: %v", suggests, declares)
	}
}

// vagueName matches names of cases that do not say what is caught or spared.
var vagueName = regexp.MustCompile(`^(?:(?:catches|spares|multi-stage|stages|several|two|more|others?|case|good|bad|none|second)-?)+$|-\d$`)

// ruleCase is one folder of an archive.
type ruleCase struct {
	name, findings, fixed string
	path, text            string // of the file that the rule reads
	tree                  map[string]string
}

// fileNames are the names of the files that rules read in their cases.
var fileNames = []string{"Dockerfile", "compose.yaml", "run.sh", "Makefile", ".github/workflows/a.yml", "a.service", "a.container"}

// isCase reports whether a file of a case is the one that the rule reads.
func isCase(rule *lint.Rule, name string) bool {
	kind, ok := kinds.Of(name)
	return ok && rule.Reads(kind) && slices.Contains(fileNames, name)
}

func readCases(rule *lint.Rule, archive *txtar.Archive) []ruleCase {
	var cases []ruleCase
	for _, f := range archive.Files {
		name, file, _ := strings.Cut(f.Name, "/")
		if len(cases) == 0 || cases[len(cases)-1].name != name {
			cases = append(cases, ruleCase{name: name, tree: map[string]string{}})
		}
		c := &cases[len(cases)-1]
		switch {
		case c.path == "" && isCase(rule, file):
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

func writeCases(t *testing.T, name string, comment []byte, cases []ruleCase) {
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

// runCase runs one rule alone, with every profile's findings, and returns them and the file after
// all suggestions, "" when that changes nothing.
func runCase(t *testing.T, catalogue lint.Catalogue, rule *lint.Rule, c ruleCase) (findings, fixed string) {
	t.Helper()
	settings, err := config.Parse(catalogue, "drydock.yaml", []byte(c.tree["drydock.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	settings.Profile = lint.Strict
	for _, other := range catalogue {
		if other != rule {
			settings.Severities[other.ID] = lint.Off
		}
	}
	plan := fix.New(kinds.Parse(c.path, []byte(c.text)), facts.Gather(treeOf(c.tree), nil, today, shellOf(t, rule)), settings, lint.Review)
	for _, failure := range plan.Failures {
		t.Error(failure)
	}
	for i, f := range plan.Findings {
		if f.Rule != rule {
			t.Errorf("line %d: %s: %s", f.Start.Line, f.Rule.ID, f.Message)
			continue
		}
		findings += fmt.Sprintf("%d:%d-%d:%d %s %s: %s\n", f.Start.Line, f.Start.Column, f.End.Line, f.End.Column, f.Severity, f.Key(), f.Message)
		if n := plan.SuggestionOf[i]; n >= 0 {
			s := plan.Suggestions[n]
			findings += fmt.Sprintf("  suggestion for %d-%d, %s, %s: %s\n", s.StartLine, s.EndLine, s.Safety, s.Proof, f.Fix.Note)
		}
	}
	for _, r := range plan.Rejected {
		t.Errorf("line %d: the fix failed its proof: %s", r.Line, r.Reason)
	}
	if text := string(plan.ApplyAll()); text != c.text {
		fixed = text
	}
	return findings, fixed
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

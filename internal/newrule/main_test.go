package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestRulesCompile starts a rule of each kind and has Go check it, with the files laid over the module:
// nothing of it is written.
func TestRulesCompile(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	replace := map[string]string{}
	for kind, id := range map[string]string{"dockerfile": "copy-newrule-test", "compose": "compose-newrule-test", "script": "script-newrule-test", "unit": "unit-newrule-test"} {
		r, err := newRule(id, kind, "")
		if err != nil {
			t.Fatal(err)
		}
		files, err := r.files(root)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range files {
			if name == "rules/all.go" {
				continue
			}
			laid := filepath.Join(dir, filepath.Base(name))
			if err := os.WriteFile(laid, text, 0o644); err != nil {
				t.Fatal(err)
			}
			replace[filepath.Join(root, filepath.FromSlash(name))] = laid
			if kinds := strings.Count(string(text), "/Dockerfile --"); strings.HasSuffix(name, ".txtar") && kind == "dockerfile" && kinds < 8 {
				t.Errorf("%d cases", kinds)
			}
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(name, overlay, 0o644); err != nil {
		t.Fatal(err)
	}
	build := exec.Command("go", "build", "-overlay", name, "./rules/...")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestCasesBuild checks that BuildKit takes the instructions in the cases: in a file that doesn't build, a
// rule finds nothing.
func TestCasesBuild(t *testing.T) {
	for instruction := range arguments {
		r := rule{Instruction: instruction}
		file := dockerfile.Parse("Dockerfile", fmt.Appendf(nil, "FROM debian:12-slim\n%s\n%s\n", r.Line("good"), r.Line("replace-me")))
		if rejected := proof.Of(file).Read(file).Rejected; rejected != nil {
			t.Errorf("%s: %v", instruction, rejected)
		}
	}
}

// TestPlaceInList shows where in rules/all.go a new rule's line goes.
func TestPlaceInList(t *testing.T) {
	list, err := os.ReadFile("../../rules/all.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ id, kind, trade, below string }{
		{"expose-newrule-test", "dockerfile", "", "start.HealthcheckMissing"}, // above start.ExposeFormat, which is BuildKit's
		{"compose-newrule-test", "compose", "", "compose.DependsNoHealth"},    // above compose.VersionObsolete, which has a fix
		{"copy-newrule-test", "dockerfile", "order", "order.MetadataEarly"},   // all of the trade have a fix
		{"unit-newrule-test", "unit", "", "unit.DockerAutostart"},             // the only one
		{"quux-newrule-test", "dockerfile", "base", "base.FromDigest"},        // a trade that is named
	} {
		r, err := newRule(tt.id, tt.kind, tt.trade)
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.addTo(list)
		if err != nil {
			t.Fatal(err)
		}
		line := "\t" + r.Trade + "." + r.Var + ",\n"
		if want := strings.Replace(string(list), "\t"+tt.below+",\n", "\t"+tt.below+",\n"+line, 1); string(got) != want || want == string(list) {
			before, _, _ := strings.Cut(string(got), line)
			t.Errorf("%s is below %s, want %s", tt.id, before[strings.LastIndex(before, "\t"):], tt.below)
		}
	}
	r, err := newRule("copy-newrule-test", "dockerfile", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.addTo([]byte("var All = lint.Catalogue{\n\tcopy.DestSlash,\n}\n")); err == nil {
		t.Error("a list that isn't that of the rules is taken")
	}
}

func TestRefusals(t *testing.T) {
	for args, want := range map[[3]string]string{
		{"Copy", "dockerfile", ""}:               "is no id",
		{"run-apt-yes", "dockerfile", ""}:        "there is a rule run-apt-yes already",
		{"quux-something", "dockerfile", ""}:     "name one with TRADE=",
		{"copy-something", "docker", ""}:         `unknown kind "docker"`,
		{"copy-something", "dockerfile", "quux"}: "no folder below rules",
		{"quux-something", "docker", ""}:         `unknown kind "docker"`, // the kind first: it may be what is wrong with the trade
	} {
		if _, err := newRule(args[0], args[1], args[2]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", args, err, want)
		}
	}
}

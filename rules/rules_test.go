package rules_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/mod/semver"
	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestCatalogue checks what all rules have in common. Rules may share an alias:
// what is one rule to others may be two here.
func TestCatalogue(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.All {
		if seen[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		seen[r.ID] = true
		if r.Summary == "" || r.Doc == "" || r.FixDoc == "" || r.Since == "" || r.Severity == lint.Off {
			t.Errorf("%s lacks a text or a severity", r.ID)
		}
		if !isRelease(r.Since) {
			t.Errorf("%s: Since is %q: write the next release, which is %q", r.ID, r.Since, rules.Release)
		}
		if strings.HasSuffix(r.Summary, ".") {
			t.Errorf("%s: the summary ends in a full stop", r.ID)
		}
	}
}

// isRelease reports whether a version is the next release or one before it.
func isRelease(version string) bool {
	return semver.IsValid("v"+version) && semver.MajorMinor("v"+version) == "v"+version && semver.Compare("v"+version, "v"+rules.Release) <= 0
}

func TestIsRelease(t *testing.T) {
	for version, want := range map[string]bool{rules.Release: true, "0.9": true, "99.0": false, "1": false, "1.0.0": false, "": false, "next": false} {
		if isRelease(version) != want {
			t.Errorf("%q: %v", version, !want)
		}
	}
}

// TestNoLeftovers checks that no rule has a text of make rule's: in its own texts, or in its cases,
// which hold its messages.
func TestNoLeftovers(t *testing.T) {
	leftovers := templateSentences(t)
	has := func(text string) string {
		text = strings.Join(strings.Fields(text), " ")
		for _, l := range leftovers {
			if strings.Contains(text, l) {
				return l
			}
		}
		return ""
	}
	if has("One. What happens because of this. Then\nwhat to do.") == "" || has("Removes the line.") != "" {
		t.Fatalf("the sentences %q don't tell a text of make rule's from others", leftovers)
	}
	for _, r := range rules.All {
		for _, text := range []string{r.Summary, r.Doc, r.FixDoc} {
			if l := has(text); l != "" {
				t.Errorf("%s still has %q, which make rule wrote", r.ID, l)
			}
		}
	}
	files, _ := filepath.Glob("*/*.txtar")
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if l := has(string(f.Data)); l != "" {
				t.Errorf("%s: %s still has %q, which make rule wrote", name, f.Name, l)
			}
		}
	}
}

// templateSentences returns the sentences in the texts of make rule's templates.
func templateSentences(t *testing.T) (sentences []string) {
	t.Helper()
	names, _ := filepath.Glob("../internal/newrule/templates/*.go.tmpl")
	field := regexp.MustCompile(`{{\.\w+}}`)
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, field.ReplaceAll(source, []byte("x")), 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				for sentence := range strings.SplitSeq(text, ". ") {
					if words := strings.Fields(sentence); len(words) > 2 {
						sentences = append(sentences, strings.TrimSuffix(strings.Join(words, " "), "."))
					}
				}
			}
			return true
		})
	}
	if len(sentences) == 0 {
		t.Fatal("the templates have no texts")
	}
	slices.Sort(sentences)
	return slices.Compact(sentences)
}

// TestFiles checks that each rule has a file named after its id, with its cases beside it, and that
// each rule of a folder is in the catalogue.
func TestFiles(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules.All {
		found, err := filepath.Glob("*/" + r.FileName() + ".go")
		if more, _ := filepath.Glob("../lint/" + r.FileName() + ".go"); more != nil {
			found = append(found, more...)
		}
		if more, _ := filepath.Glob("../lint/config/" + r.FileName() + ".go"); more != nil {
			found = append(found, more...)
		}
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %d files are named after it: %v", r.ID, len(found), found)
		}
		known[found[0]] = true
		if _, err := os.Stat(strings.TrimSuffix(found[0], ".go") + ".txtar"); err != nil {
			t.Errorf("%s has no cases: %v", r.ID, err)
		}
	}
	files, _ := filepath.Glob("*/*.go")
	for _, f := range files {
		source, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		base := filepath.Base(f)
		switch isRule := bytes.Contains(source, []byte("&lint.Rule{")); {
		case isRule && !known[f]:
			t.Errorf("%s: its rule is not in rules.All, or the file is not named after its id", f)
		case !isRule && base != "doc.go" && !strings.HasSuffix(base, "_test.go") && !strings.HasPrefix(base, "shared_"):
			t.Errorf("%s holds no rule: call it shared_%s", f, base)
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
		if _, err := rules.All.Find(check); err != nil {
			t.Error(err)
		}
	}
}

// TestHadolintCases checks that Drydock agrees with hadolint on small files,
// but for those that are marked, with the reason.
func TestHadolintCases(t *testing.T) {
	text, err := os.ReadFile("testdata/hadolint.cases")
	if err != nil {
		t.Fatal(err)
	}
	settings := config.Default(rules.All)
	settings.Profile = lint.Strict
	agree, differ := 0, 0
	codes := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(fields) < 3 {
			continue
		}
		code, want := fields[0], fields[1] == "catches"
		codes[code] = true
		source := strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(fields[2]) + "\n"
		result := settings.Check(dockerfile.Parse("Dockerfile", []byte(source)), &facts.Facts{})
		found := slices.ContainsFunc(slices.Concat(result.Findings, result.Twins), func(f lint.Finding) bool {
			return slices.Contains(f.Names(), code)
		})
		differs := len(fields) > 3
		if differs {
			differ++
		} else {
			agree++
		}
		if (found == want) == differs {
			t.Errorf("%s: found is %v, marked as %s %v in\n%s", code, found, fields[1], fields[3:], source)
		}
	}
	t.Logf("%d codes, %d cases alike, %d not", len(codes), agree, differ)
	if agree < 800 || differ*10 > agree {
		t.Errorf("%d cases alike, %d not: fewer, or more of them unlike, than is promised", agree, differ)
	}
}

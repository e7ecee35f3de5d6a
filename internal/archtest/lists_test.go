package archtest

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/report"
)

// readRoot returns a file of the repository.
func readRoot(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// found returns the first group of a pattern in a file of the repository.
func found(t *testing.T, name, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(readRoot(t, name))
	if m == nil {
		t.Fatalf("%s has nothing like %s", name, pattern)
	}
	return m[1]
}

// quoted returns what a text has in backticks.
func quoted(text string) (all []string) {
	for _, m := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

// explained matches a remark in parentheses.
var explained = regexp.MustCompile(` \([^)]*\)`)

// TestKindsEverywhere checks that the lists of kinds that people read are those of package kinds.
func TestKindsEverywhere(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Description string }
	}
	if err := yaml.Unmarshal([]byte(readRoot(t, "action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	_, input, _ := strings.Cut(action.Inputs["kinds"].Description, "commas: ")
	input, _, _ = strings.Cut(input, ". ")
	var schema struct {
		Properties struct {
			Kinds struct {
				Items struct{ Enum []string }
			}
		}
	}
	if err := json.Unmarshal([]byte(readRoot(t, "docs/drydock.schema.json")), &schema); err != nil {
		t.Fatal(err)
	}
	for place, got := range map[string][]string{
		"action.yml":               strings.Split(explained.ReplaceAllString(input, ""), ", "),
		"docs/settings.md":         strings.Split(found(t, "docs/settings.md", `(?m)^kinds: \[(.*)\]`), ", "),
		"docs/github.md":           quoted(found(t, "docs/github.md", "(?m)^\\| `kinds` \\| all \\|(.*)\\|$")),
		"docs/drydock.schema.json": schema.Properties.Kinds.Items.Enum,
	} {
		if !slices.Equal(got, kinds.Names()) {
			t.Errorf("%s has the kinds %q, want %q", place, got, kinds.Names())
		}
	}
}

// TestFormatsEverywhere checks that README lists the formats of package report, and that the docs
// use no others.
func TestFormatsEverywhere(t *testing.T) {
	if got := quoted(found(t, "README.md", "`--format` is (.*junit.*?)\\.")); !slices.Equal(got, report.Formats()) {
		t.Errorf("README.md has the formats %q, want %q", got, report.Formats())
	}
	uses, used := regexp.MustCompile(`drydock check[^|>\n]*--format[ =]([a-z]+)`), 0
	root := os.DirFS(filepath.Join("..", ".."))
	err := fs.WalkDir(root, "docs", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, ".md") {
			return err
		}
		for _, m := range uses.FindAllStringSubmatch(readRoot(t, name), -1) {
			used++
			if !slices.Contains(report.Formats(), m[1]) {
				t.Errorf("%s uses the format %q", name, m[1])
			}
		}
		return nil
	})
	if err != nil || used < 5 {
		t.Errorf("%d uses: %v", used, err)
	}
}

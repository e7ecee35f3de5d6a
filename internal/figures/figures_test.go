package figures

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplaceKeepsTheRestOfThePage(t *testing.T) {
	const page = "# Page\n\n<!-- figures: made by `make a` -->\n\nold a\n\n<!-- end of the figures -->\n\ntext\n\n" +
		"<!-- figures: made by `make b` -->\n<!-- end of the figures -->\nlast\n"
	for command, want := range map[string]string{
		"make a": "# Page\n\n<!-- figures: made by `make a` -->\n\nnew\n\n<!-- end of the figures -->\n\ntext\n\n" +
			"<!-- figures: made by `make b` -->\n<!-- end of the figures -->\nlast\n",
		"make b": "# Page\n\n<!-- figures: made by `make a` -->\n\nold a\n\n<!-- end of the figures -->\n\ntext\n\n" +
			"<!-- figures: made by `make b` -->\n\nnew\n\n<!-- end of the figures -->\nlast\n",
	} {
		name := filepath.Join(t.TempDir(), "page.md")
		if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Replace(name, command, "new\n"); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(name); err != nil || string(got) != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", command, err, got, want)
		}
	}
}

func TestReplaceRefusesAPageWithoutThePlace(t *testing.T) {
	for name, page := range map[string]string{
		"another command": "<!-- figures: made by `make b` -->\n<!-- end of the figures -->\n",
		"no end":          "<!-- end of the figures -->\n<!-- figures: made by `make a` -->\n",
	} {
		file := filepath.Join(t.TempDir(), "page.md")
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Replace(file, "make a", "new\n"); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

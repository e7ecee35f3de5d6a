package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"

	"github.com/drydock-dev/drydock/rules"
)

func TestRebase(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"a page of the parent folder", "see [cache](../cache.md).", "see [cache](cache.md)."},
		{"a page beside it", "[a](a.md) and [b](b.md)", "[a](rules/a.md) and [b](rules/b.md)"},
		{"an anchor", "[a](../cache.md#the-model)", "[a](cache.md#the-model)"},
		{"an anchor of the page", "[a](#top)", "[a](#top)"},
		{"a file outside docs", "[a](../../effects/doc.go)", "[a](../effects/doc.go)"},
		{"a folder", "[a](../running/)", "[a](running/)"},
		{"an image with a title", `![a](../a.svg "b")`, `![a](a.svg "b")`},
		{"an absolute address", "[a](https://example.org/a.md)", "[a](https://example.org/a.md)"},
		{"an absolute path", "[a](/a.md)", "[a](/a.md)"},
		{"mail", "[a](mailto:a@example.org)", "[a](mailto:a@example.org)"},
		{"parentheses in a name", "[a](a(1).md)", "[a](rules/a(1).md)"},
		{"code as the text of a link", "[`a`](a.md)", "[`a`](rules/a.md)"},
		{"a code span", "`[a](a.md)`", "`[a](a.md)`"},
		{"a code span with a backtick", "``a`[a](a.md)`` [b](b.md)", "``a`[a](a.md)`` [b](rules/b.md)"},
		{"a backtick that opens nothing", "a ` [a](a.md)", "a ` [a](rules/a.md)"},
		{"an escaped bracket", `[a\](a.md)`, `[a\](a.md)`},
		{"a fence", "[a](a.md)\n```\n[a](a.md)\n```\n[a](a.md)\n", "[a](rules/a.md)\n```\n[a](a.md)\n```\n[a](rules/a.md)\n"},
		{"a fence that holds a shorter one", "````\n```\n[a](a.md)\n````\n[a](a.md)", "````\n```\n[a](a.md)\n````\n[a](rules/a.md)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := rebase(tt.text, "docs/rules", "docs"); got != tt.want {
				t.Errorf("rebase(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

// TestRebaseFindsAllLinks compares rebase with a Markdown parser over the texts of all rules.
func TestRebaseFindsAllLinks(t *testing.T) {
	for _, r := range rules.All {
		for _, source := range []string{r.Doc, r.FixDoc} {
			var want []string
			for _, link := range parsePage([]byte(source)).links {
				want = append(want, rebaseLink(link, "docs/rules", "docs"))
			}
			if got := parsePage([]byte(rebase(source, "docs/rules", "docs"))).links; !slices.Equal(got, want) {
				t.Errorf("%s: links %q, want %q", r.ID, got, want)
			}
		}
	}
}

// TestLinks resolves the relative links of the repository's pages: the file is there, and so is
// the heading that an anchor names.
func TestLinks(t *testing.T) {
	root := filepath.Join("..", "..")
	names := []string{"README.md", "CONTRIBUTING.md"}
	for _, folder := range []string{"docs", "examples"} {
		err := fs.WalkDir(os.DirFS(root), folder, func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path.Ext(name) == ".md" {
				names = append(names, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	pages := map[string]page{}
	read := func(name string) page {
		p, ok := pages[name]
		if !ok {
			source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			p = parsePage(source)
			pages[name] = p
		}
		return p
	}
	links := 0
	for _, name := range names {
		for _, link := range read(name).links {
			target, anchor, _ := strings.Cut(link, "#")
			linked := name
			switch {
			case isRelative(link):
				linked = path.Join(path.Dir(name), target)
			case target != "":
				continue // an address elsewhere
			}
			links++
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(linked))); err != nil {
				t.Errorf("%s links to %s, but there's no %s", name, link, linked)
				continue
			}
			if anchor != "" && !slices.Contains(read(linked).anchors, anchor) {
				t.Errorf("%s links to %s, but %s has no such heading; it has %q", name, link, linked, read(linked).anchors)
			}
		}
	}
	if links == 0 {
		t.Error("no page has a link")
	}
}

// page is what the tests need to know about a Markdown page.
type page struct {
	links   []string // destinations of links and images
	anchors []string // of its headings, as GitHub makes them
}

// parsePage reads a page of GitHub-flavoured Markdown.
func parsePage(source []byte) (p page) {
	root := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	times := map[string]int{}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.Image:
			p.links = append(p.links, string(n.Destination))
		case *ast.Heading:
			anchor := anchorOf(string(n.Text(source)))
			if n := times[anchor]; n > 0 {
				p.anchors = append(p.anchors, fmt.Sprintf("%s-%d", anchor, n))
			} else {
				p.anchors = append(p.anchors, anchor)
			}
			times[anchor]++
		}
		return ast.WalkContinue, nil
	})
	return p
}

// anchorOf returns the anchor that GitHub gives a heading: lower case, blanks become hyphens, and
// other punctuation is dropped.
func anchorOf(heading string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c):
			return unicode.ToLower(c)
		}
		return -1
	}, heading)
}

package main

import (
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/drydock-dev/drydock/internal/drydocktest"
)

// TestMain removes the program that the tests build.
func TestMain(m *testing.M) { os.Exit(drydocktest.Main(m)) }

// TestDemo plays the demo and checks its text and its page.
func TestDemo(t *testing.T) {
	pr, err := play(drydocktest.Build(t).Path)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the second push resolves, keeps and adds threads", func(t *testing.T) {
		count := map[string]int{}
		for _, thread := range pr.threads() {
			count[thread.state]++
		}
		if count[resolved] < 2 || count[stillOpen] < 2 || count[added] != 1 {
			t.Errorf("%v", count)
		}
		if open := len(pr.first.comments) - count[resolved]; count[stillOpen] != open || len(pr.second.comments) != len(pr.first.comments)+count[added] {
			t.Errorf("%v of %d and %d comments", count, len(pr.first.comments), len(pr.second.comments))
		}
	})
	t.Run("the text tells both pushes", func(t *testing.T) {
		var b strings.Builder
		if err := pr.print(&b); err != nil {
			t.Fatal(err)
		}
		for _, want := range slices.Concat(wantStates(pr), []string{"──── The second push ────", pr.notRepeated()}) {
			if !strings.Contains(b.String(), want) {
				t.Errorf("the text lacks %q:\n%s", want, b.String())
			}
		}
	})
	text, err := pr.page()
	if err != nil {
		t.Fatal(err)
	}
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string][]*html.Node{}
	for n := range page.Descendants() {
		if id := attribute(n, "id"); id != "" {
			ids[id] = append(ids[id], n)
		}
	}
	t.Run("the page has every file with its comments", func(t *testing.T) {
		for _, p := range []*push{pr.first, pr.second} {
			for _, f := range p.files {
				if !slices.ContainsFunc(sections(page, f.Path), func(shown string) bool { return hasLines(shown, f.After) }) {
					t.Errorf("the page lacks %s:\n%s", f.Path, f.After)
				}
			}
		}
		for _, c := range pr.second.comments {
			heading := ids[heading(c).ID]
			if len(heading) != 1 || heading[0].Data != "h4" {
				t.Errorf("%d headings for the comment on %s, %s", len(heading), c.Path, lines(c, " to "))
			}
		}
	})
	t.Run("each entry of the contents leads to one place", func(t *testing.T) {
		entries := map[string]bool{}
		for n := range page.Descendants() {
			if n.Data != "a" || !strings.HasPrefix(attribute(n, "href"), "#") {
				continue
			}
			id := attribute(n, "href")[1:]
			if len(ids[id]) != 1 {
				t.Errorf("%q leads to %d places", textOf(n), len(ids[id]))
			}
			if inside(n, "nav") {
				entries[id] = true
			}
		}
		for id, nodes := range ids {
			if inside(nodes[0], "main") && !entries[id] {
				t.Errorf("the contents lack %q", textOf(nodes[0]))
			}
		}
	})
	t.Run("the page has the threads by state", func(t *testing.T) {
		var shown []string
		for _, id := range []string{"resolved", "open", "new"} {
			section := ids[id][0].Parent
			name := textOf(ids[id][0].FirstChild)
			for n := range section.Descendants() {
				if n.Data == "li" {
					shown = append(shown, name+" "+strings.TrimPrefix(attribute(n.FirstChild, "href"), "#"))
				}
			}
		}
		var want []string
		for _, state := range []string{resolved, stillOpen, added} {
			for _, thread := range pr.threads() {
				if thread.state == state {
					want = append(want, state+" "+heading(thread.Comment).ID)
				}
			}
		}
		if !slices.Equal(shown, want) {
			t.Errorf("the page has %q, want %q", shown, want)
		}
		if !strings.Contains(textOf(page), pr.notRepeated()) {
			t.Errorf("the page lacks %q", pr.notRepeated())
		}
	})
	t.Run("the page needs nothing from elsewhere", func(t *testing.T) {
		for n := range page.Descendants() {
			if slices.Contains([]string{"script", "link", "img", "iframe", "object"}, n.Data) && n.Type == html.ElementNode || attribute(n, "src") != "" || strings.Contains(textOf(n), "url(") {
				t.Errorf("the page loads something: <%s>", n.Data)
			}
		}
	})
	t.Run("headings leave out no level", func(t *testing.T) {
		level := byte('0')
		for n := range page.Descendants() {
			if n.Type != html.ElementNode || len(n.Data) != 2 || n.Data[0] != 'h' || n.Data[1] < '1' || n.Data[1] > '6' {
				continue
			}
			if n.Data[1] > level+1 {
				t.Errorf("%s %q follows h%c", n.Data, textOf(n), level)
			}
			level = n.Data[1]
		}
	})
}

// TestMeasuredPage plays the second page: the comments tell the recorded figures, and the page shows them with a
// picture.
func TestMeasuredPage(t *testing.T) {
	p, err := playMeasured(drydocktest.Build(t).Path)
	if err != nil {
		t.Fatal(err)
	}
	told := p.told()
	if len(told) != len(p.figures.Suggestions) {
		t.Fatalf("%d of %d suggestions have figures: record them again, as examples/measured/README.md says\n%s", len(told), len(p.figures.Suggestions), told)
	}
	gains := slices.ContainsFunc(told, func(line string) bool { return strings.Contains(line, " → ") })
	withdrawn := slices.ContainsFunc(told, func(line string) bool { return strings.HasPrefix(line, "**No suggestion:**") })
	if !gains || !withdrawn {
		t.Errorf("the comments tell %q", told)
	}
	text, err := p.page()
	if err != nil {
		t.Fatal(err)
	}
	page, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	elements, shown := map[string]int{}, textOf(page)
	for n := range page.Descendants() {
		if n.Type == html.ElementNode {
			elements[n.Data]++
		}
	}
	for _, line := range told {
		if plain := strings.ReplaceAll(line, "**", ""); !strings.Contains(shown, plain) {
			t.Errorf("the page lacks %q", plain)
		}
	}
	if elements["svg"] != 1 || elements["rect"] < 4 || elements["table"] != 1 || elements["script"]+elements["img"]+elements["link"] != 0 {
		t.Errorf("%v", elements)
	}
	var b strings.Builder
	if err := p.print(&b); err != nil || !strings.Contains(b.String(), told[0]) || !strings.Contains(b.String(), "| as it is |") {
		t.Errorf("%v\n%s", err, b.String())
	}
}

// wantStates returns the starts of the lines that the text has for the threads.
func wantStates(pr *pullRequest) (all []string) {
	for _, thread := range pr.threads() {
		all = append(all, "\n"+thread.state+" ")
	}
	return all
}

// sections returns the texts of the page's sections with a heading.
func sections(page *html.Node, heading string) (all []string) {
	for n := range page.Descendants() {
		if n.Data == "h3" && textOf(n) == heading {
			all = append(all, textOf(n.Parent))
		}
	}
	return all
}

// hasLines reports whether a section shows a file's lines, in their order.
func hasLines(section, file string) bool {
	for line := range strings.Lines(file) {
		_, after, found := strings.Cut(section, " "+line)
		if !found {
			return false
		}
		section = after
	}
	return true
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// textOf returns the text in a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	if n.Type == html.TextNode {
		b.WriteString(n.Data)
	}
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// inside reports whether a node is in an element.
func inside(n *html.Node, element string) bool {
	for a := range n.Ancestors() {
		if a.Data == element {
			return true
		}
	}
	return false
}

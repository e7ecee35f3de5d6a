// Command newrule starts a rule: its file, its cases, and its line in rules/all.go.
//
//	go run ./internal/newrule -id copy-something -kind dockerfile
//
// The rule works from the start: it reports the word replace-me. docs/adding-a-rule.md goes on from
// there.
package main

import (
	"bytes"
	"embed"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"

	"github.com/drydock-dev/drydock/internal/trades"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/rules"
)

func main() {
	id := flag.String("id", "", "the rule's id, such as copy-something")
	kind := flag.String("kind", "dockerfile", "what it reads: "+strings.Join(kindNames(), ", "))
	trade := flag.String("trade", "", "the folder below rules; by the id's first word without it")
	flag.Parse()
	r, err := newRule(*id, *kind, *trade)
	if err == nil {
		err = r.write(".")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "newrule:", err)
		os.Exit(1)
	}
	fmt.Printf(`Wrote %s and its cases in %s, and added %s to rules/all.go.

Next, as docs/adding-a-rule.md says:
  1. write what it finds in the cases, then the rule
  2. go test ./%s -run 'TestCases/%s' -update   # writes what is found into the cases: read it
  3. make docs, then the checks that docs/adding-a-rule.md names

To undo it, delete the two files and run git checkout rules/all.go.
`, r.file(".go"), r.file(".txtar"), r.Trade+"."+r.Var, path.Dir(r.file(".go")), r.ID)
}

// checks are the functions of package lint that make a check, and the passes that it is given, by the
// name of what it reads.
var checks = map[string]struct{ constructor, pass string }{
	"dockerfile": {"Dockerfile", "DockerfilePass"},
	"compose":    {"Compose", "ComposePass"},
	"script":     {"Scripts", "ScriptPass"},
	"unit":       {"Unit", "UnitPass"},
}

func kindNames() (names []string) {
	for name := range checks {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// rule is what the templates put in.
type rule struct {
	ID, Kind, Trade string
	Since           string // the next release
	Var             string // the exported variable
	Constructor     string // of package lint
	Pass            string // of package lint
	Instruction     string // that a Dockerfile's cases use
}

var validID = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)+$`)

// newRule returns a rule for an id. An empty trade is found by the id. The error says what to write
// instead.
func newRule(id, kind, trade string) (*rule, error) {
	if !validID.MatchString(id) {
		return nil, fmt.Errorf("%q is no id: write two or more words in lower case with hyphens, like copy-something", id)
	}
	if known, err := rules.All.Find(id); err == nil {
		return nil, fmt.Errorf("there is a rule %s already", known.ID)
	}
	check, ok := checks[kind]
	if !ok {
		return nil, lint.UnknownNameError("kind", kind, kindNames())
	}
	if trade == "" {
		trade = trades.Of(id)
	}
	if !slices.Contains(trades.Names(), trade) {
		return nil, fmt.Errorf("no folder below rules goes with %q: name one with TRADE=, of %s", id, strings.Join(trades.Names(), ", "))
	}
	first, rest, _ := strings.Cut(id, "-")
	r := &rule{ID: id, Kind: kind, Trade: trade, Since: rules.Release, Constructor: check.constructor, Pass: check.pass, Instruction: strings.ToUpper(first)}
	if _, ok := arguments[r.Instruction]; !ok {
		r.Instruction = "RUN"
	}
	words := id
	if first == trade {
		words = rest
	}
	for word := range strings.SplitSeq(words, "-") {
		r.Var += strings.ToUpper(word[:1]) + word[1:]
	}
	return r, nil
}

// arguments are those of instructions in the cases, with %s for a word. EXPOSE takes numbers only: there
// the word is in an expansion that comes to nothing.
var arguments = map[string]string{
	"RUN": "echo %s", "COPY": "%s /srv/", "ADD": "%s /srv/", "ENV": "A=%s", "LABEL": "a=%s", "ARG": "A=%s", "USER": "%s", "WORKDIR": "/%s",
	"CMD": "%s", "ENTRYPOINT": "%s", "EXPOSE": "${A:+%s}80", "VOLUME": "/%s",
}

// Line returns an instruction of a case with a word in it.
func (r *rule) Line(word string) string {
	return r.Instruction + " " + fmt.Sprintf(arguments[r.Instruction], word)
}

// file returns the path of one of the rule's files.
func (r *rule) file(ending string) string {
	return path.Join("rules", r.Trade, (&lint.Rule{ID: r.ID}).FileName()+ending)
}

//go:embed templates
var templates embed.FS

// render returns a template filled in.
func (r *rule) render(name string) ([]byte, error) {
	t, err := template.ParseFS(templates, "templates/"+name)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, r); err != nil {
		return nil, err
	}
	if strings.HasSuffix(name, ".go.tmpl") {
		return format.Source(b.Bytes())
	}
	return b.Bytes(), nil
}

// files returns the new text of each file below root that the rule takes, by its path.
func (r *rule) files(root string) (map[string][]byte, error) {
	code, err := r.render(r.Kind + ".go.tmpl")
	if err != nil {
		return nil, err
	}
	cases, err := r.render(r.Kind + ".txtar.tmpl")
	if err != nil {
		return nil, err
	}
	list, err := os.ReadFile(filepath.Join(root, "rules/all.go"))
	if err != nil {
		return nil, err
	}
	list, err = r.addTo(list)
	if err != nil {
		return nil, err
	}
	return map[string][]byte{r.file(".go"): code, r.file(".txtar"): cases, "rules/all.go": list}, nil
}

// entry matches the line of a rule in rules/all.go.
var entry = regexp.MustCompile(`(?m)^\t(\w+)\.\w+,\n`)

// addTo adds the rule's line to the text of rules/all.go: after those of its trade that have no fix and
// stand for no check of BuildKit's, as the new rule has and does at first; or else after all of its trade.
func (r *rule) addTo(list []byte) ([]byte, error) {
	lines := entry.FindAllSubmatchIndex(list, -1)
	if len(lines) != len(rules.All) {
		return nil, fmt.Errorf("rules/all.go has %d lines with a rule, want %d", len(lines), len(rules.All))
	}
	alike, last := -1, -1
	for i, line := range lines {
		if string(list[line[2]:line[3]]) != r.Trade {
			continue
		}
		last = line[1]
		if other := rules.All[i]; other.Safety == lint.None && other.BuildKit == nil {
			alike = line[1]
		}
	}
	end := alike
	if end < 0 {
		end = last
	}
	if end < 0 {
		return nil, fmt.Errorf("rules/all.go has no rule of %s to add the rule to", r.Trade)
	}
	return slices.Concat(list[:end], fmt.Appendf(nil, "\t%s.%s,\n", r.Trade, r.Var), list[end:]), nil
}

// write writes the rule's files below root. Files that are there already are an error.
func (r *rule) write(root string) error {
	for _, ending := range []string{".go", ".txtar"} {
		if _, err := os.Stat(filepath.Join(root, r.file(ending))); err == nil {
			return fmt.Errorf("%s is there already", r.file(ending))
		}
	}
	files, err := r.files(root)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(root, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

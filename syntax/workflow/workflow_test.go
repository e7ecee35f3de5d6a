package workflow

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

const name = ".github/workflows/a.yml"

// TestScripts shows the commands of steps with their exact bytes, their job, and whether
// the machine is thrown away; expressions are unknown, and other shells left alone.
func TestScripts(t *testing.T) {
	const source = `on: push
defaults: {run: {shell: bash}}
env: &e
  run: a 1
jobs:
  big:
    runs-on: [self-hosted]
    steps:
      - run: 'b "größer" ${{ x }}' # why
      - name: ü
        run: |
          # c
          d <<EOF
            text
          EOF

          e ${{ y
          }} f
      - *e
  small:
    runs-on: ubuntu-latest
    steps:
      - run: >-
          folded
      - {run: g 2}
      - {run: h, shell: python}
      - {run: if}
      - uses: x/ssh-action@v1
        with:
          script: i
      - uses: actions/github-script@v8
        with:
          script: j
`
	f := Parse(name, []byte(source))
	var got []string
	for _, c := range commandsOf(f) {
		words := []string{}
		for _, w := range c.Words {
			words = append(words, f.Common().Text(w.Span))
		}
		got = append(got, fmt.Sprint(c.Script.Name, " ", c.Script.Ephemeral, " ", strings.Join(words, "|")))
	}
	want := []string{`big false b|"größer"|${{ x }}`, "big false d", "big false e|${{ y\n          }}|f", "small true g|2", "small false i"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
}

// TestBadInput shows that in what is no workflow there is nothing to look at.
func TestBadInput(t *testing.T) {
	for _, source := range []string{"", "jobs: [", "- a\n", "jobs: 7\n", "jobs: {a: 7}\n", "jobs: {a: {steps: 7}}\n", "jobs: {a: {steps: [7, {run: }, {run: [x]}]}}\n", "jobs:\n  a:\n    steps:\n    - run: |\n", "a: &a [*a]\njobs: *a\n"} {
		f := Parse(name, []byte(source))
		if f.Common().Err != nil || len(commandsOf(f)) > 0 {
			t.Errorf("%q: %v", source, f.Common().Err)
		}
	}
}

func commandsOf(f syntax.File) (all []*shell.Command) {
	for _, s := range f.(shell.Holder).Scripts() {
		all = append(all, s.AllCommands()...)
	}
	return all
}

func TestIs(t *testing.T) {
	for path, want := range map[string]bool{name: true, "a/.github/workflows/b.yaml": true, ".github/dependabot.yml": false, ".github/workflows/a/b.yml": false, "workflows/a.yml": false} {
		if Is(path) != want {
			t.Errorf("Is(%q) = %v", path, !want)
		}
	}
}

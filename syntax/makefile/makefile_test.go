package makefile

import (
	"slices"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestRecipes shows the commands of recipes with their target, what make puts in being
// unknown, and each line a script of its own.
func TestRecipes(t *testing.T) {
	const source = "X := docker run a\nY = docker run b\n# docker run c\nall tools: one two\n\t@-docker run $(X) '${Y}' $$Z $@ \\\n\t  --name d\n\tif\n\techo $$(date) $(call f,$(X),(1)) e\n\nlater::\n\tdocker ps\nifdef X\nlast: ; docker run f\nendif\n"
	f := Parse("Makefile", []byte(source))
	var got []string
	for _, c := range commandsOf(f) {
		line := c.Script.Name + ": " + f.Common().Text(c.Span)
		for _, w := range c.Words {
			if w.Literal {
				line += " | " + w.Value
			}
		}
		got = append(got, line)
	}
	want := []string{
		"all tools: docker run $(X) '${Y}' $$Z $@ \\\n\t  --name d | docker | run | $___ | --name | d",
		"all tools: echo $$(date) $(call f,$(X),(1)) e | echo | e",
		"all tools: date | date",
		"later: docker ps | docker | ps",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
	if len(f.Common().Comments) != 1 || f.Common().Comments[0].Line != 3 {
		t.Errorf("%+v", f.Common().Comments)
	}
}

func commandsOf(f syntax.File) (all []*shell.Command) {
	for _, s := range f.(shell.Holder).Scripts() {
		all = append(all, s.AllCommands()...)
	}
	return all
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{"Makefile": true, "a/GNUmakefile": true, "rules.mk": true, "Makefile.in": false, "make": false} {
		if Is(name) != want {
			t.Errorf("Is(%q) = %v", name, !want)
		}
	}
}

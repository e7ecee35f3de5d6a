package syntax

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/drydock-dev/drydock/internal/corpus"
)

// TestReparse shows that an edited file gives the same tree with and without
// the help of the one that it was made from.
func TestReparse(t *testing.T) {
	tests := map[string][2]string{
		"in the middle":                   {"FROM a\nRUN b\nRUN c\nRUN d\n", "FROM a\nRUN b\nRUN x\nRUN y\nRUN d\n"},
		"the first":                       {"FROM a\nRUN b\nRUN c\n", "FROM x\nRUN b\nRUN c\n"},
		"the last":                        {"FROM a\nRUN b\nRUN c", "FROM a\nRUN b\nRUN c d"},
		"added at the end":                {"FROM a\nRUN b", "FROM a\nRUN b\nRUN c\n"},
		"added in front":                  {"FROM a\nRUN b\n", "ARG x\nFROM a\nRUN b\n"},
		"removed":                         {"FROM a\nRUN b\nRUN b\nRUN b\n", "FROM a\nRUN b\nRUN b\n"},
		"nothing":                         {"FROM a\nRUN b\n", "FROM a\nRUN b\n"},
		"all but the first":               {"FROM a\nRUN b\n", "FROM a\n"},
		"a continuation into the rest":    {"FROM a\nRUN b\nRUN c\n", "FROM a\nRUN b \\\nRUN c\n"},
		"a continuation over a comment":   {"FROM a\nRUN b\n# c\nRUN c\n", "FROM a\nRUN b \\\n# c\nRUN c\n"},
		"the end was a continuation":      {"FROM a\\\n", "FROM a\\\nb"},
		"a lone continuation":             {"FROM a\nRUN b\nRUN c\n", "FROM a\n\\\nRUN c\n"},
		"a here-document into the rest":   {"FROM a\nRUN b\nRUN c\nEOF\n", "FROM a\nRUN <<EOF\nRUN c\nEOF\n"},
		"a here-document without end":     {"FROM a\nRUN b\nRUN c\n", "FROM a\nRUN <<EOF\nRUN c\n"},
		"a here-document that ends early": {"FROM a\nRUN <<EOF\nb\nEOF\nRUN c\n", "FROM a\nRUN <<EOF\nEOF\nRUN c\n"},
		"comments above what stays":       {"FROM a\n# one\nRUN b\n# two\nRUN c\n", "FROM a\n# three\nRUN b\n# two\nRUN c\n"},
		"another escape":                  {"# escape=`\nFROM a\nRUN b `\n c\nRUN d\n", "# escape=`\nFROM a\nRUN b `\n e\nRUN d\n"},
		"the escape changes":              {"# escape=`\nFROM a\nRUN b\n", "# escape=\\\nFROM a\nRUN b\n"},
		"what looks like a directive":     {"FROM a\nRUN b\nRUN c\n", "FROM a\n# escape=`\nRUN x\nRUN c\n"},
		"Windows line endings":            {"FROM a\r\nRUN b\r\nRUN c\r\n", "FROM a\r\nRUN x \\\r\n y\r\nRUN c\r\n"},
		"a byte order mark":               {"\xEF\xBB\xBFFROM a\nRUN b\n", "\xEF\xBB\xBFFROM a\nRUN c\n"},
		"only a line ending":              {"FROM a\nRUN b\nRUN c\n", "FROM a\nRUN b\r\nRUN c\n"},
		"indented":                        {"FROM a\n  RUN b\n\tRUN c\n", "FROM a\n  RUN x\n\tRUN c\n"},
		"the sentinel itself":             {"FROM scratch\nFROM scratch\nFROM scratch\n", "FROM scratch\nFROM scratch \\\nFROM scratch\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { sameAsParsed(t, tt[0], tt[1]) })
	}
	random := rand.New(rand.NewPCG(5, 6))
	for i, c := range corpus.Dockerfiles(t) {
		if testing.Short() && i%10 != 0 {
			continue
		}
		for range 4 {
			sameAsParsed(t, string(c.Source), edited(random, string(c.Source)))
		}
	}
}

// edited returns a text with some lines changed, added or taken away.
func edited(random *rand.Rand, text string) string {
	lines := slices.Collect(strings.Lines(text))
	at := random.IntN(len(lines) + 1)
	to := min(len(lines), at+random.IntN(3))
	added := []string{"RUN x\n", "# y\n", "\n", "RUN z \\\n", "RUN <<EOF\n", "EOF\n", "  w\n"}
	random.Shuffle(len(added), func(i, j int) { added[i], added[j] = added[j], added[i] })
	return strings.Join(slices.Concat(lines[:at], added[:random.IntN(3)], lines[to:]), "")
}

func sameAsParsed(t *testing.T, before, after string) {
	t.Helper()
	want, got := Parse("", []byte(after)), Parse("", []byte(before)).Reparse([]byte(after))
	if diff := cmp.Diff(want.Err, got.Err); diff != "" {
		t.Fatalf("error:\n%s\nin\n%s", diff, after)
	}
	if diff := cmp.Diff(want.nodes, got.nodes); diff != "" || got.Escape != want.Escape {
		t.Fatalf("escape %q and %q, nodes:\n%s\n%s\nbecomes\n%s", want.Escape, got.Escape, diff, before, after)
	}
}

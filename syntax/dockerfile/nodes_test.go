package dockerfile

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
	want, got := Parse("", []byte(after)), Parse("", []byte(before)).ReparseFile([]byte(after))
	if diff := cmp.Diff(want.Err, got.Err); diff != "" {
		t.Fatalf("error:\n%s\nin\n%s", diff, after)
	}
	if diff := cmp.Diff(want.nodes, got.nodes); diff != "" || got.Escape != want.Escape {
		t.Fatalf("escape %q and %q, nodes:\n%s\n%s\nbecomes\n%s", want.Escape, got.Escape, diff, before, after)
	}
}

func TestSameWords(t *testing.T) {
	tests := []struct {
		name, before, after string
		want                bool
	}{
		{"nothing", "FROM a\nRUN b\n", "FROM a\nRUN b\n", true},
		{"a comment and a blank line", "FROM a\nRUN b\n", "FROM a\n# c\n\nRUN b\n", true},
		{"a comment between continued lines", "FROM a\nRUN b \\\n c\n", "FROM a\nRUN b \\\n# d\n c\n", true},
		{"casing of keywords", "FROM a AS b\nRUN c\nONBUILD RUN d\n", "from a AS b\nrun c\nONBUILD RUN d\n", true},
		{"casing of a stage", "FROM a AS B\n", "FROM a AS b\n", false},
		{"an ENV with a =", "FROM a\nENV b c\n", "FROM a\nENV b=c\n", true},
		{"a LABEL with a =", "FROM a\nLABEL b \"c d\"\n", "FROM a\nLABEL b=\"c d\"\n", true},
		{"another value", "FROM a\nENV b c\n", "FROM a\nENV b=d\n", false},
		{"another name", "FROM a\nENV b c\n", "FROM a\nENV d=c\n", false},
		{"quotes, which only expansion takes away", "FROM a\nENV b c d\n", "FROM a\nENV b=\"c d\"\n", false},
		{"one more pair", "FROM a\nENV b=c\n", "FROM a\nENV b=c d=e\n", false},
		{"a word of a RUN that is =", "FROM a\nRUN [\"a\", \"b\", \"=\"]\n", "FROM a\nRUN [\"a\", \"b\", \"\"]\n", false},
		{"a script in JSON", "FROM a\nRUN b\n", "FROM a\nRUN [\"b\"]\n", false},
		{"a list as a script", "FROM a\nCMD [\"b\"]\n", "FROM a\nCMD b\n", false},
		{"a flag", "FROM a\nCOPY b c\n", "FROM a\nCOPY --link b c\n", false},
		{"a here-document", "FROM a\nRUN <<E\nb\nE\n", "FROM a\nRUN <<E\nc\nE\n", false},
		{"a trigger's wording", "FROM a\nONBUILD RUN b\n", "FROM a\nONBUILD run b\n", false},
		{"what a trigger does", "FROM a\nONBUILD RUN b\n", "FROM a\nONBUILD RUN c\n", false},
		{"one instruction more", "FROM a\nRUN b\n", "FROM a\nRUN b\nRUN b\n", false},
		{"another escape", "FROM a\nRUN b\n", "# escape=`\nFROM a\nRUN b\n", false},
		{"what BuildKit rejects", "FROM a\n", "FROM\n", false},
	}
	for _, tt := range tests {
		before := Parse("", []byte(tt.before))
		for _, after := range []*File{Parse("", []byte(tt.after)), before.ReparseFile([]byte(tt.after))} {
			if got := before.SameWords(after); got != tt.want {
				t.Errorf("%s: %t, want %t", tt.name, got, tt.want)
			}
		}
	}
}

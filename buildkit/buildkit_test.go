package buildkit

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/internal/corpus"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func convert(t *testing.T, source string) *Result {
	t.Helper()
	f := dockerfile.Parse("Dockerfile", []byte(source))
	if f.Err != nil {
		t.Fatalf("%v in\n%s", f.Err, source)
	}
	r := Convert(f)
	if r.Err != nil || r.Panic != "" {
		t.Fatalf("%v %s in\n%s", r.Err, r.Panic, source)
	}
	return r
}

const original = `ARG V=1
FROM alpine:3.20 AS build
RUN apk add --no-cache make
COPY a b /src/
FROM build AS other
ENV X=1
FROM alpine:3.20
COPY --from=build /src /src
USER nobody
CMD ["/src/a"]
`

func TestCompare(t *testing.T) {
	tests := []struct {
		name, changed string
		want          Change
	}{
		{"nothing", original, SameBuild},
		{"a comment and a blank line", "# hello\n\n" + original, SameBuild},
		{"casing", replace(original, "FROM alpine:3.20 AS build\nRUN", "from alpine:3.20 as build\nrun"), SameBuild},
		{"a continuation", replace(original, "COPY a b", "COPY a \\\n  b"), SameBuild},
		{"a word in a RUN", replace(original, "add --no-cache make", "add --no-cache cmake"), NewLayers},
		{"a copied path", replace(original, "COPY a b", "COPY a c"), NewLayers},
		{"an ENV of a stage that only --target reaches", replace(original, "X=1", "X=2"), SameLayers},
		{"an ENV above a RUN", replace(original, "RUN", "ENV Y=1\nRUN"), NewLayers},
		{"the user", replace(original, "nobody", "root"), SameLayers},
		{"the base", replace(original, "FROM alpine:3.20\n", "FROM alpine:3.21\n"), NewLayers},
		{"an ARG above a RUN", replace(original, "COPY a b", "ARG COMMIT\nCOPY a b"), SameBuild},
		{"an ARG that a RUN sees", replace(original, "RUN", "ARG COMMIT\nRUN"), NewLayers},
		{"a value that an ARG may change", replace(original, "ENV X=1", "ARG Y=1\nENV X=$Y"), SameLayers},
		{"a stage's name", replace(original, "AS other", "AS another"), NewLayers},
	}
	for _, tt := range tests {
		if tt.changed == original && tt.name != "nothing" {
			t.Errorf("%s: the test changes nothing", tt.name)
		}
		for _, compare := range []func(a, b *Result) Change{Compare, compareBuilds} {
			if got := compare(convert(t, original), convert(t, tt.changed)); got != tt.want {
				t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
			}
		}
	}
}

func replace(s, old, new string) string { return strings.Replace(s, old, new, 1) }

func TestWarnings(t *testing.T) {
	r := convert(t, "FROM alpine:3.20 as Build\nMAINTAINER me\nCMD echo a\nCMD echo b\n")
	var got []string
	for _, w := range r.Warnings {
		got = append(got, w.Check)
	}
	slices.Sort(got)
	want := []string{"FromAsCasing", "JSONArgsRecommended", "JSONArgsRecommended", "MaintainerDeprecated", "MultipleInstructionsDisallowed", "StageNameCasing"}
	if !slices.Equal(got, want) {
		t.Errorf("warnings %q, want %q", got, want)
	}
}

// TestErrorDirective checks that warnings are reported even if the file tells BuildKit to fail on
// them.
func TestErrorDirective(t *testing.T) {
	r := convert(t, "# check=error=true\nFROM alpine:3.20\nCMD echo a\n")
	if len(r.Warnings) != 1 || r.Warnings[0].Line != 3 {
		t.Errorf("warnings %+v", r.Warnings)
	}
}

func TestArgWithoutDefault(t *testing.T) {
	convert(t, "ARG BASE\nARG TAG\nFROM ${BASE}:$TAG\nRUN true\n")
}

func TestConverterRejects(t *testing.T) {
	f := dockerfile.Parse("Dockerfile", []byte("FROM alpine:3.20\n\nCOPY --from=$X a b\n"))
	r := Convert(f)
	if r.Err == nil {
		t.Fatal("accepted a variable in --from")
	}
	t.Log(r.Err)
}

// reworded returns a file's text with changes that keep its words: other casing, comments, and a `=`
// in each ENV and LABEL that has none.
func reworded(f *dockerfile.File) []byte {
	var b strings.Builder
	at := 0
	for _, in := range f.Instructions {
		b.Write(f.Source[at:f.FullLineSpan(in.Line).Start])
		if in.Index > 0 { // above the first stand directives
			b.WriteString("# a comment\n\n")
		}
		b.Write(f.Source[f.FullLineSpan(in.Line).Start:in.Keyword.Start])
		b.WriteString(strings.ToLower(in.Name))
		text := f.Text(syntax.Span{Start: in.Keyword.End, End: in.Span.End})
		if words := strings.Fields(text); (in.Name == "ENV" || in.Name == "LABEL") && len(words) == 2 && !strings.Contains(words[0], "=") {
			text = " " + words[0] + "=" + words[1]
		}
		b.WriteString(text)
		at = in.Span.End
	}
	b.Write(f.Source[at:])
	return []byte(b.String())
}

func TestCorpus(t *testing.T) {
	rejected, panics, total, same := map[string]int{}, 0, 0, 0
	for _, c := range corpus.Dockerfiles(t) {
		f := dockerfile.Parse(c.Path, c.Source)
		if f.Err != nil {
			continue
		}
		total++
		r := Convert(f)
		if r.Panic != "" {
			panics++
			t.Logf("%s: panic: %s", c.Path, r.Panic)
		} else if r.Err != nil {
			rejected[r.Err.Message]++
			continue
		}
		if r.Panic != "" || len(r.targets()) > maxTargets {
			continue
		}
		if change := compareBuilds(r, Convert(f)); change != SameBuild {
			t.Errorf("%s: two conversions of one text compare as %s", c.Path, change)
		}
		changed := f.ReparseFile(reworded(f))
		if !f.SameWords(changed) {
			continue
		}
		same++
		if change := compareBuilds(r, Convert(changed)); change != SameBuild {
			t.Errorf("%s: the words are the same, the builds compare as %s:\n%s", c.Path, change, changed.Source)
		}
	}
	if total > 0 && same == 0 {
		t.Error("no file was reworded")
	}
	t.Logf("%d files, %d of the same words, %d panics, rejected: %d", total, same, panics, len(rejected))
	for m, n := range rejected {
		t.Logf("%4d %s", n, m)
	}
}

package buildkit

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/parser"

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

// TestCheckComments compares what a file's comments skip with what BuildKit itself withholds: each
// warning of BuildKit that no comment skips here is one of the unchanged file, and the other way
// round.
func TestCheckComments(t *testing.T) {
	const body = "FROM alpine:3.20 as Build\n"
	tests := map[string]string{
		"the directive":                        "# check=skip=StageNameCasing\n" + body,
		"its key in upper case":                "# CHECK=skip=StageNameCasing\n" + body,
		"several names":                        "# check=skip=StageNameCasing,FromAsCasing\n" + body,
		"a blank between names ends the list":  "# check=skip=StageNameCasing, FromAsCasing\n" + body,
		"all":                                  "# check=skip=all\n" + body + "MAINTAINER me\n",
		"below another directive":              "# syntax=docker/dockerfile:1\n# check=skip=FromAsCasing\n" + body,
		"below a shebang":                      "#!/usr/bin/env docker\n# check=skip=FromAsCasing\n" + body + "from a as B\n",
		"below another comment":                "# hello\n# check=skip=FromAsCasing\n" + body + "FROM a as B\n",
		"the directive of an indented line":    " # check=skip=FromAsCasing\n" + body,
		"above an instruction":                 body + "# check=skip=FromAsCasing\nFROM a as B\nFROM a as C\n",
		"above a comment and a blank line":     body + "# check=skip=StageNameCasing\n# hello\n\nFROM a as B\n",
		"above an empty comment":               body + "# check=skip=StageNameCasing\n#\nFROM a as B\n",
		"below an empty comment":               body + "#\n# check=skip=StageNameCasing\nFROM a as B\n",
		"the second of an instruction":         body + "# check=skip=StageNameCasing\n# check=skip=FromAsCasing\nFROM a as B\n",
		"indented above an instruction":        body + "  # check=skip=StageNameCasing\nFROM a as B\n",
		"wrong above an instruction":           body + "# check=nothing\n# check=skip=FromAsCasing\nFROM a as B\n",
		"with two number signs":                body + "## check=skip=StageNameCasing\nFROM a as B\n",
		"all above an instruction":             body + "# check=skip=all\nFROM a as B\nMAINTAINER me\n",
		"inside an instruction":                body + "ENV \\\n# check=skip=LegacyKeyValueFormat\n a b\n",
		"at the end":                           body + "MAINTAINER me\n# check=skip=MaintainerDeprecated\n",
		"a CMD that replaces another":          body + "CMD [\"a\"]\n# check=skip=MultipleInstructionsDisallowed\nCMD [\"b\"]\nCMD [\"c\"]\n",
		"a CMD that is replaced":               body + "# check=skip=MultipleInstructionsDisallowed\nCMD [\"a\"]\nCMD [\"b\"]\n",
		"casing above an instruction":          body + "# check=skip=ConsistentInstructionCasing\nrun true\nRUN true\n",
		"casing in the directive":              "# check=skip=ConsistentInstructionCasing\n" + body + "run true\nRUN true\n",
		"a stage's name twice":                 body + "# check=skip=DuplicateStageName\nFROM a AS build\nFROM b AS build\n",
		"a reserved name":                      "FROM b AS c\n# check=skip=ReservedStageName\nFROM a AS scratch\n",
		"an empty continuation":                body + "# check=skip=NoEmptyContinuation\nRUN a \\\n\n b\n",
		"a default of FROM":                    "# hello\n\n# check=skip=InvalidDefaultArgInFrom\nARG V\n# check=skip=InvalidDefaultArgInFrom\nFROM alpine:${V}\n",
		"an argument of FROM":                  "# hello\n\n# check=skip=UndefinedArgInFrom\nFROM alpine${V}\nFROM b${V}\n",
		"a platform":                           "# hello\n\n# check=skip=FromPlatformFlagConstDisallowed\nFROM --platform=linux/amd64 a\nFROM --platform=linux/amd64 b\n",
		"the target's platform":                "# hello\n\n# check=skip=RedundantTargetPlatform\nFROM --platform=$TARGETPLATFORM a\nFROM --platform=$TARGETPLATFORM b\n",
		"a secret":                             body + "# check=skip=SecretsUsedInArgOrEnv\nENV A_TOKEN=1 B_TOKEN=2\nARG C_TOKEN\n",
		"an undefined variable":                body + "# check=skip=UndefinedVar\nENV A=$B\nENV A=$B\n",
		"a workdir":                            body + "# check=skip=WorkdirRelativePath\nWORKDIR a\nFROM b\nWORKDIR a\n",
		"commands in shell form":               body + "# check=skip=JSONArgsRecommended\nCMD a\nENTRYPOINT b\n",
		"ports":                                body + "# check=skip=ExposeProtoCasing,ExposeInvalidFormat\nEXPOSE 80/TCP 127.0.0.1:80:80\nEXPOSE 81/TCP\n",
		"a description, which is experimental": "# check=experimental=all\n# build says it\n\n# wrong\n" + body,
		"with error":                           "# check=skip=FromAsCasing;error=false\n" + body,
		"several lines of one instruction":     body + "# check=skip=LegacyKeyValueFormat\nLABEL a b \\\n  c\nLABEL a b\n",
	}
	for name, source := range tests {
		f := dockerfile.Parse("Dockerfile", []byte(source))
		if f.Err != nil {
			t.Errorf("%s: %v", name, f.Err)
			continue
		}
		place := func(w Warning) string { return fmt.Sprintf("%s on line %d", w.Check, w.Line) }
		var left, itself []string
		for _, w := range Convert(f).Warnings {
			if !skipped(f, w) {
				left = append(left, place(w))
			}
		}
		_, err := (&Result{file: f}).convertText(f.Source, "", nil, func(check, _, _, _ string, location []parser.Range) {
			itself = append(itself, place(Warning{Check: check, Line: location[0].Start.Line}))
		})
		slices.Sort(left)
		slices.Sort(itself)
		if err != nil || !slices.Equal(left, itself) {
			t.Errorf("%s: left are %q, by BuildKit itself %q, %v in\n%s", name, left, itself, err, source)
		}
	}
}

// skipped reports whether a comment of the file skips a warning.
func skipped(f *dockerfile.File, w Warning) bool {
	for _, c := range CheckComments(f) {
		for _, name := range c.Skip {
			if c.Skips(name, w.Check, f.InstructionAt(w.Line)) {
				return true
			}
		}
	}
	return false
}

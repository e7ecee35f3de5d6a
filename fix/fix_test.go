package fix

import (
	"bytes"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/internal/corpus"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// unaware are the facts of files without a repository around them.
func unaware() *facts.Facts { return facts.Gather(nil, nil, time.Time{}, nil) }

func planOf(source string, most lint.Safety) *Plan { return planBy(rules.All, source, most) }

// planBy returns a plan by the rules of a catalogue.
func planBy(catalogue lint.Catalogue, source string, most lint.Safety) *Plan {
	return New(dockerfile.Parse("Dockerfile", []byte(source)), unaware(), config.Default(catalogue), most)
}

// catalogueOf returns the settings that have these rules and no others.
func catalogueOf(all ...*lint.Rule) config.Settings { return config.Settings{Catalogue: all} }

// instructions returns what BuildKit reads, one instruction per line.
func instructions(source []byte) string {
	var lines []string
	for _, in := range dockerfile.Parse("", source).Instructions {
		lines = append(lines, strings.Join(strings.Fields(in.Joined.Text), " "))
	}
	return strings.Join(lines, "\n")
}

// TestSeed checks that three suggestions together turn the bad Dockerfile into the good one.
func TestSeed(t *testing.T) {
	plan := planOf(seed.Bad, lint.Review)
	var places [][2]int
	for _, s := range plan.Suggestions {
		places = append(places, [2]int{s.StartLine, s.EndLine})
	}
	if want := [][2]int{{1, 4}, {8, 12}, {14, 15}}; !slices.Equal(places, want) {
		t.Fatalf("suggestions for %v, want %v", places, want)
	}
	fixed := plan.Apply(0, 1, 2)
	if got, want := instructions(fixed), instructions([]byte(seed.Good)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for i, n := range plan.SuggestionOf {
		if n < 0 {
			t.Errorf("%s has no suggestion", plan.Findings[i].Rule.ID)
		}
	}
	if again := planOf(string(fixed), lint.Review); len(again.Suggestions) > 0 {
		t.Errorf("the fixed file is not at rest: %+v", again.Suggestions)
	}
}

// TestComposition checks that fixes on the same lines become one suggestion.
func TestComposition(t *testing.T) {
	plan := planOf("FROM debian:12-slim\nRUN apt-get update\nRUN apt-get install curl\n", lint.Safe)
	if len(plan.Suggestions) != 1 {
		t.Fatalf("%d suggestions", len(plan.Suggestions))
	}
	s := plan.Suggestions[0]
	want := "RUN apt-get update && apt-get install -y curl \\\n    && rm -rf /var/lib/apt/lists/*"
	if s.Replacement != want || !slices.Equal(s.Rules, []string{"run-apt-update-alone", "run-apt-yes", "run-apt-lists"}) {
		t.Errorf("%v suggest\n%s", s.Rules, s.Replacement)
	}
	if slices.Contains(plan.SuggestionOf, -1) {
		t.Errorf("a finding is left without the suggestion: %v", plan.SuggestionOf)
	}
}

// TestNothingUnproven checks that the planner rejects bad fixes, each bad in a different way.
func TestNothingUnproven(t *testing.T) {
	const source = "FROM debian:12-slim\n# keep me\nRUN echo a\nCMD [\"b\"]\n"
	at := func(text string) syntax.Span {
		i := strings.Index(source, text)
		return syntax.Span{Start: i, End: i + len(text)}
	}
	tests := []struct {
		name   string
		fix    lint.Fix
		reason string
	}{
		{"does not parse", lint.Fix{Edits: []lint.Edit{{Span: at("RUN"), New: "RUNN"}}}, "BuildKit rejects"},
		{"the converter rejects it", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a"), New: "COPY --from=$X a b"}}}, "converter rejects"},
		{"breaks the script", lint.Fix{Edits: []lint.Edit{{Span: at("echo a"), New: "if true; then"}}}, "no longer parses"},
		{"the finding stays", lint.Fix{Edits: []lint.Edit{{Span: at("echo a"), New: "echo c"}}}, "as many findings as before"},
		{"loses a comment", lint.Fix{Edits: []lint.Edit{{Span: at("# keep me\nRUN echo a\n")}}}, "the comment \"keep me\" is lost"},
		{"loses the command", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a\nCMD [\"b\"]\n")}}}, "loses its CMD"},
		{"loses the final newline", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a\nCMD [\"b\"]\n"), New: `CMD ["b"]`}}}, "newline at the end of the file"},
		{"mixes line endings", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a\n"), New: "RUN true\r\n"}}}, "mixed"},
		{"adds a stage", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a"), New: "FROM alpine:3.22"}}}, "number of stages"},
		{"brings another finding", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a"), New: "MAINTAINER \"a\" b"}}}, "new findings"},
		{"edits overlap", lint.Fix{Edits: []lint.Edit{{Span: at("RUN echo a"), New: "x"}, {Span: at("echo"), New: "y"}}}, "overlap"},
		{"builds something else", lint.Fix{SameBuild: true, Edits: []lint.Edit{{Span: at("RUN echo a"), New: "RUN true"}}}, "claims to keep the build the same"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rule := &lint.Rule{ID: "test", Severity: lint.Warning}
			rule.Check = lint.Dockerfile(func(p *lint.DockerfilePass) {
				for _, in := range p.File.Instructions {
					if strings.Contains(in.Text(), "echo ") {
						tt.fix.Safety = lint.Safe
						p.Report(in.Span, "an echo", &tt.fix)
					}
				}
			})
			plan := planBy(append(lint.Catalogue{rule}, rules.All...), source, lint.Safe)
			if len(plan.Suggestions) != 0 {
				t.Fatalf("suggested:\n%s", plan.Apply(0))
			}
			if len(plan.Rejected) == 0 || !strings.Contains(plan.Rejected[0].Reason, tt.reason) {
				t.Errorf("rejected %+v, want %q", plan.Rejected, tt.reason)
			}
		})
	}
}

// TestTogether checks that the planner drops one of two fixes that are good alone and bad together.
func TestTogether(t *testing.T) {
	both := &lint.Rule{ID: "both", Severity: lint.Error, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if text := string(p.File.Source); strings.Contains(text, "RUN one") && strings.Contains(text, "RUN two") {
			p.Report(syntax.Span{End: 1}, "not both", nil)
		}
	})}
	catalogue := lint.Catalogue{replaces("first", "RUN 1", "RUN one"), replaces("second", "RUN 2", "RUN two"), both}
	plan := planBy(catalogue, "FROM debian:12-slim\nRUN 1\n\n\nRUN 2\n", lint.Safe)
	if len(plan.Suggestions) != 1 || plan.Suggestions[0].Rules[0] != "first" {
		t.Errorf("suggestions %+v", plan.Suggestions)
	}
	if len(plan.Rejected) != 1 || !strings.Contains(plan.Rejected[0].Reason, "together with other suggestions") {
		t.Errorf("rejected %+v", plan.Rejected)
	}
}

// replaces returns a rule whose fix replaces the instructions with a certain text.
func replaces(id, old, new string) *lint.Rule {
	return &lint.Rule{ID: id, Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) { replacing(p, old, new) })}
}

// replacing is the check of such a rule.
func replacing(p *lint.DockerfilePass, old, new string) {
	for _, in := range p.File.Instructions {
		if strings.Contains(in.Text(), old) {
			p.Report(in.Span, old, &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: in.Span, New: new}}, Calls: lint.RewritesWords("", strings.TrimPrefix(old, "RUN "), strings.TrimPrefix(new, "RUN "))})
		}
	}
}

// TestFixOutsideTheFile checks that a rule with edits outside the file gets no suggestion, and that
// the other rules keep theirs.
func TestFixOutsideTheFile(t *testing.T) {
	for _, span := range []syntax.Span{{Start: 1000, End: 1001}, {Start: -9, End: -8}, {Start: 8, End: 3}} {
		wrong := &lint.Rule{ID: "wrong", Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
			p.Report(syntax.Span{End: 1}, "a fix of nothing", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: span, New: "x"}}})
		})}
		plan := planBy(lint.Catalogue{wrong, replaces("good", "RUN 1", "RUN one")}, "FROM debian:12-slim\nRUN 1\n", lint.Safe)
		if !slices.Equal(plan.SuggestionOf, []int{-1, 0}) || len(plan.Rejected) != 1 || plan.Rejected[0].Rule != "wrong" {
			t.Errorf("%v: %v, rejected %+v", span, plan.SuggestionOf, plan.Rejected)
		}
	}
}

// TestLongSpans checks that a fix isn't offered if it spans more lines than a reader can judge.
func TestLongSpans(t *testing.T) {
	source := "FROM debian:12-slim\nRUN apt-get update\n" + strings.Repeat("ENV A=1\n", lint.MaxLines) + "RUN apt-get install -y a\n"
	plan := planOf(source, lint.Safe)
	if len(plan.Suggestions) != 0 || len(plan.Rejected) != 1 {
		t.Errorf("%d suggestions, rejected %+v", len(plan.Suggestions), plan.Rejected)
	}
}

// TestManyNeighbours checks that suggestions stay short even if every line has one.
func TestManyNeighbours(t *testing.T) {
	plan := planOf("FROM debian:12-slim\n"+strings.Repeat("ADD a.py /\n", 100), lint.Safe)
	if len(plan.Suggestions) != 4 || slices.Contains(plan.SuggestionOf, -1) {
		t.Errorf("%d suggestions, %v", len(plan.Suggestions), plan.SuggestionOf)
	}
	for _, s := range plan.Suggestions {
		if s.EndLine-s.StartLine >= lint.MaxLines {
			t.Errorf("a suggestion for lines %d-%d", s.StartLine, s.EndLine)
		}
	}
}

// sources are files for the property below, each with another mix of findings and layouts.
var sources = map[string]string{
	"seed":       seed.Bad,
	"CRLF":       strings.ReplaceAll(seed.Bad, "\n", "\r\n"),
	"no newline": strings.TrimSuffix(seed.Bad, "\n"),
	"BOM":        "\xEF\xBB\xBF" + seed.Bad,
	"backtick":   "# escape=`\nFROM debian:12-slim\nRUN apt-get update && `\n    apt-get install curl\nMAINTAINER me\nCMD serve\n",
	"dense":      "FROM ubuntu\nMAINTAINER me\nENV A b\nENV C d e\nADD a.py /\nWORKDIR app\nRUN apt-get update\nRUN apt-get install curl\nRUN pip install x\nCMD a b\nCMD python3 /a.py\n",
	"sparse":     "FROM node:latest\n\nMAINTAINER me\n\n\nENV A b\n\n\nADD a.py /\n\n\nRUN apt-get update && apt-get install x\n\n\nWORKDIR /a\n\n\nWORKDIR b\n\n\nCMD node a.js\n",
	"stages":     "FROM golang AS b\nADD . /src\nRUN go build -o /a /src\nFROM alpine\nMAINTAINER me\nCOPY --from=b /a /a\nCMD /a $PORT\n",
	"heredoc":    "FROM debian:12\nRUN <<EOF\napt-get update\napt-get install x\nEOF\nMAINTAINER me\nCMD a\n",
	"onbuild":    "FROM debian:12\nONBUILD ADD a.py /\nONBUILD RUN apt-get install x\nCMD [\"a\"]\n",
}

// TestAnySubset checks our promise: whichever suggestions are accepted, together or one by one, the
// file stays sound and nothing outside them changes.
func TestAnySubset(t *testing.T) {
	for name, source := range sources {
		t.Run(name, func(t *testing.T) { checkSubsets(t, name, []byte(source)) })
	}
}

// reporter is what testing and its generators have in common.
type reporter interface {
	Helper()
	Errorf(format string, args ...any)
}

// TestAnySubsetGenerated is TestAnySubset for random files.
func TestAnySubsetGenerated(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkSubsets(t, "generated", []byte(dockerfiles.Draw(t, "Dockerfile"))) })
}

// TestWithinDoesNotGrow checks a fix that requires another one on the next line, where suggestions
// aren't allowed. Neither is shown.
func TestWithinDoesNotGrow(t *testing.T) {
	second := replaces("second", "RUN 2", "RUN two")
	second.Check = lint.Dockerfile(func(p *lint.DockerfilePass) {
		if strings.Contains(string(p.File.Source), "RUN one") {
			replacing(p, "RUN 2", "RUN two")
		}
	})
	settings := catalogueOf(replaces("first", "RUN 1", "RUN one"), second)
	file := dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\nRUN 1\nRUN 2\n"))
	whole := New(file, unaware(), settings, lint.Safe).Suggestions
	cut := Of(settings.Check(file, unaware()), unaware(), settings, lint.Safe, Limits{Replaceable: func(_, last int) bool { return last < 3 }}).Suggestions
	if len(whole) != 1 || whole[0].EndLine != 3 || len(cut) != 0 {
		t.Errorf("whole %+v, cut %+v", whole, cut)
	}
}

// TestWithin cuts generated files in two. Each suggestion must be in one of the parts and have the
// property of TestAnySubset.
func TestReplaceable(t *testing.T) {
	inParts := 0
	rapid.Check(t, func(t *rapid.T) {
		source := []byte(dockerfiles.Draw(t, "Dockerfile"))
		parsed, known, settings := dockerfile.Parse("Dockerfile", source), unaware(), config.Default(rules.All)
		whole := New(parsed, known, settings, lint.Review)
		cuts := []int{1, parsed.Lines()}
		for _, s := range whole.Suggestions { // most lines cut none
			for line := s.StartLine; line < s.EndLine; line++ {
				cuts = append(cuts, line)
			}
		}
		cut := rapid.SampledFrom(cuts).Draw(t, "cut")
		holds := func(first, last int) bool { return last <= cut || first > cut }
		plan := Of(settings.Check(parsed, known), known, settings, lint.Review, Limits{Replaceable: holds})
		for _, s := range plan.Suggestions {
			if !holds(s.StartLine, s.EndLine) {
				t.Fatalf("lines %d to %d, cut after %d", s.StartLine, s.EndLine, cut)
			}
		}
		if slices.ContainsFunc(whole.Suggestions, func(s Suggestion) bool { return !holds(s.StartLine, s.EndLine) }) && len(plan.Suggestions) > 0 {
			inParts++
		}
		checkPlan(t, "generated", plan)
	})
	if inParts == 0 {
		t.Error("no suggestion was cut")
	}
}

// dockerfiles generates Dockerfiles with the patterns that rules find, in all usual layouts.
var dockerfiles = rapid.Custom(func(t *rapid.T) string {
	packages := rapid.SliceOfN(rapid.SampledFrom([]string{"curl", "git", "python3", "python3-pip", "nodejs", "ca-certificates", "$EXTRA"}), 1, 3)
	word := rapid.SampledFrom([]string{"a.py", "requirements.txt", "package.json", "src", ".", "./x/", "a.tar.gz", "https://example.org/a"})
	install := func() string { return strings.Join(packages.Draw(t, "packages"), " ") }
	instruction := func() string {
		switch rapid.IntRange(0, 15).Draw(t, "instruction") {
		case 0:
			return "RUN apt-get update"
		case 1:
			return "RUN apt-get install " + install()
		case 2:
			return "RUN apt-get update && apt-get install -y " + install() + " && echo done"
		case 3:
			return "RUN pip install " + install()
		case 4:
			return "RUN set -ex; make; # build\n"
		case 5:
			return "RUN <<EOF\napt-get update\napt-get install " + install() + "\nEOF"
		case 6:
			return "ADD " + word.Draw(t, "source") + " /app/"
		case 7:
			return "COPY " + word.Draw(t, "source") + " " + word.Draw(t, "source") + " " + rapid.SampledFrom([]string{"/app", "/app/", "."}).Draw(t, "destination")
		case 8:
			return "ENV " + rapid.SampledFrom([]string{"A b", "A=b C=d", "PATH=/x:$PATH", "DEBIAN_FRONTEND noninteractive"}).Draw(t, "variable")
		case 9:
			return "MAINTAINER someone <a@b.c>"
		case 10:
			return "WORKDIR " + rapid.SampledFrom([]string{"app", "/app", "$HOME/x"}).Draw(t, "folder")
		case 11:
			return "CMD " + rapid.SampledFrom([]string{"python3 /app/a.py", `["python3", "/app/a.py"]`, "exec a $B", "a && b"}).Draw(t, "command")
		case 12:
			return "ENTRYPOINT " + rapid.SampledFrom([]string{"/start.sh", `["a"]`, "a b"}).Draw(t, "command")
		case 13:
			return "EXPOSE 8080/TCP"
		case 14:
			return "ONBUILD RUN apt-get install " + install()
		}
		return "USER " + rapid.SampledFrom([]string{"root", "nobody", "1000"}).Draw(t, "user")
	}
	var b strings.Builder
	for range rapid.IntRange(1, 3).Draw(t, "stages") {
		b.WriteString("FROM " + rapid.SampledFrom([]string{"debian:12-slim", "ubuntu", "python:latest", "node", "alpine:3.22", "golang:1.25 AS build", "scratch"}).Draw(t, "image") + "\n")
		for range rapid.IntRange(0, 8).Draw(t, "instructions") {
			text := instruction()
			if rapid.Bool().Draw(t, "continued") && !strings.Contains(text, "<<") {
				text = strings.Replace(text, " && ", rapid.SampledFrom([]string{" \\\n && ", " && \\\n    ", " \\\n  # why\n && "}).Draw(t, "break"), 1)
			}
			b.WriteString(rapid.SampledFrom([]string{"", "", "\n", "# a comment\n", "\n\n"}).Draw(t, "above") + text + "\n")
		}
	}
	text := b.String()
	if rapid.Bool().Draw(t, "Windows") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if rapid.Bool().Draw(t, "no final newline") {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
})

// checkSubsets accepts every combination of a file's suggestions, random ones if there are more than
// four. It returns the number of suggestions.
func checkSubsets(t reporter, name string, source []byte) int {
	t.Helper()
	return checkPlan(t, name, New(dockerfile.Parse(name, source), unaware(), config.Default(rules.All), lint.Review))
}

// checkPlan is checkSubsets for a plan.
func checkPlan(t reporter, name string, plan *Plan) int {
	t.Helper()
	source, known, settings := plan.File.Source, unaware(), config.Default(rules.All)
	tried := 0
	for chosen := range choices(len(plan.Suggestions)) {
		tried++
		text := plan.Apply(chosen...)
		changed := settings.Check(dockerfile.Parse(name, text), known)
		if err := newPlanner(settings.Check(dockerfile.Parse(name, source), known), known, settings, lint.Review).prove(changed); err != nil {
			t.Errorf("%s: suggestions %v: %v", name, chosen, err)
		}
		if err := outsideUnchanged(plan, chosen, text); err != "" {
			t.Errorf("%s: suggestions %v: %s", name, chosen, err)
		}
	}
	return tried
}

// choices yields every combination of up to four suggestions. For more suggestions, it yields as many
// random combinations, always the same.
func choices(n int) iter.Seq[[]int] {
	random := rand.New(rand.NewPCG(3, uint64(n)))
	return func(yield func([]int) bool) {
		for bits := 1; bits < 1<<min(n, 4); bits++ {
			var chosen []int
			for i := range n {
				if n <= 4 && bits&(1<<i) != 0 || n > 4 && random.IntN(2) == 0 {
					chosen = append(chosen, i)
				}
			}
			if !yield(chosen) {
				return
			}
		}
	}
}

// outsideUnchanged checks that the lines between the chosen suggestions are the same, byte for byte.
func outsideUnchanged(plan *Plan, chosen []int, text []byte) string {
	next := 1
	for _, i := range chosen {
		s := plan.Suggestions[i]
		kept := plan.File.Source[plan.File.FullLineSpan(next).Start:plan.File.FullLineSpan(s.StartLine).Start]
		if !bytes.HasPrefix(text, kept) {
			return "the lines before it changed"
		}
		text = text[len(kept):]
		if !bytes.HasPrefix(text, []byte(s.Replacement)) {
			return "the replacement is not there"
		}
		text = text[len(s.Replacement):]
		if s.Replacement != "" {
			text = bytes.TrimPrefix(text, plan.File.Source[plan.File.LineSpan(s.EndLine).End:plan.File.FullLineSpan(s.EndLine).End])
		}
		next = s.EndLine + 1
	}
	if !bytes.Equal(text, plan.File.Source[plan.File.FullLineSpan(next).Start:]) {
		return "the lines behind it changed"
	}
	return ""
}

// TestParallelPanic checks that a panic in another goroutine reaches the caller.
func TestParallelPanic(t *testing.T) {
	defer func() {
		if p := recover(); p != "second" {
			t.Errorf("recovered %v", p)
		}
	}()
	inParallel(3, func(i int) {
		if i == 1 {
			panic("second")
		}
	})
	t.Error("it went on")
}

// BenchmarkCorpus plans every file in the corpus. It is for profiling.
func BenchmarkCorpus(b *testing.B) {
	files := corpus.Dockerfiles(b)
	for b.Loop() {
		for _, c := range files {
			New(dockerfile.Parse(c.Path, c.Source), facts.Gather(nil, nil, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), nil), config.Default(rules.All), lint.Review)
		}
	}
}

// BenchmarkPlan doubles the number of findings and the file's length with it. Adjacent findings become
// few long suggestions, and scattered ones become many. The time per finding must not grow with their
// number, because the work per plan is limited.
func BenchmarkPlan(b *testing.B) {
	for _, shape := range []struct{ name, text string }{{"beside", "ADD a.py /\n"}, {"apart", "ADD a.py /\n\n\n"}} {
		for n := 50; n <= 800; n *= 2 {
			source := "FROM debian:12-slim\n" + strings.Repeat(shape.text, n)
			b.Run(fmt.Sprintf("%s/%d", shape.name, n), func(b *testing.B) {
				for b.Loop() {
					planOf(source, lint.Safe)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*n), "ns/finding")
			})
		}
	}
}

func TestNoteTexts(t *testing.T) {
	s := Suggestion{Rules: []string{"run-apt-yes"}, Notes: []Note{{"run-apt-yes", "Answers the question with yes."}}}
	if got := s.NoteTexts(); !slices.Equal(got, []string{"Answers the question with yes."}) {
		t.Errorf("one rule: %q", got)
	}
	s.Rules = append(s.Rules, "run-pip-cache")
	if got := s.NoteTexts(); !slices.Equal(got, []string{"run-apt-yes: Answers the question with yes."}) {
		t.Errorf("several rules: %q", got)
	}
}

// TestOneThing checks that what only stands side by side isn't one suggestion.
func TestOneThing(t *testing.T) {
	for name, tt := range map[string]struct {
		source string
		want   [][2]int
	}{
		"different rules":        {"FROM debian:12-slim\nMAINTAINER me\nADD a.py /a\n", [][2]int{{2, 2}, {3, 3}}},
		"neighbours of one rule": {"FROM debian:12-slim\nADD a.py /a\nADD b.py /b\n", [][2]int{{2, 3}}},
		"one rule, but apart":    {"FROM debian:12-slim\nADD a.py /a\nRUN true\nADD b.py /b\n", [][2]int{{2, 2}, {4, 4}}},
		"one rule, safe and not": {"FROM debian:12-slim\nADD a.py /a\nADD b /b\n", [][2]int{{2, 2}, {3, 3}}},
		"an instruction's rules": {"FROM debian:12-slim\nRUN apt-get update \\\n  && apt-get install curl \\\n  && pip install a\n", [][2]int{{3, 4}}},
	} {
		t.Run(name, func(t *testing.T) {
			var places [][2]int
			for _, s := range planOf(tt.source, lint.Review).Suggestions {
				places = append(places, [2]int{s.StartLine, s.EndLine})
			}
			if !slices.Equal(places, tt.want) {
				t.Errorf("suggestions for %v, want %v", places, tt.want)
			}
		})
	}
}

// TestDependentNeighbours has two fixes on neighbouring lines that are only good together.
func TestDependentNeighbours(t *testing.T) {
	half := &lint.Rule{ID: "half", Severity: lint.Error, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if text := string(p.File.Source); strings.Contains(text, "RUN one") != strings.Contains(text, "RUN two") {
			p.Report(syntax.Span{End: 1}, "only one", nil)
		}
	})}
	settings := catalogueOf(replaces("first", "RUN 1", "RUN one"), replaces("second", "RUN 2", "RUN two"), half)
	file := dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\nRUN 1\nRUN 2\n"))
	plan := New(file, unaware(), settings, lint.Review)
	if len(plan.Suggestions) != 1 || plan.Suggestions[0].StartLine != 2 || plan.Suggestions[0].EndLine != 3 {
		t.Errorf("%+v, rejected %+v", plan.Suggestions, plan.Rejected)
	}
}

// TestScope checks that a plan is about the findings in scope alone, and that their suggestions don't
// reach to neighbours.
func TestScope(t *testing.T) {
	known, settings := unaware(), config.Default(rules.All)
	result := settings.Check(dockerfile.Parse("Dockerfile", []byte("FROM debian:12-slim\nENV A 1\nENV B 2\nENV C 3\n")), known)
	if len(result.Findings) != 3 {
		t.Fatalf("%+v", result.Findings)
	}
	plan := Of(result, known, settings, lint.Review, Limits{InScope: []bool{false, true, false}})
	if len(plan.Findings) != 1 || plan.Findings[0].Start.Line != 3 || !slices.Equal(plan.SuggestionOf, []int{0}) {
		t.Fatalf("findings %+v", plan.Findings)
	}
	if s := plan.Suggestions[0]; s.StartLine != 3 || s.EndLine != 3 || s.Replacement != "ENV B=2" {
		t.Errorf("%+v", s)
	}
}

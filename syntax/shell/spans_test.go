package shell_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/makefile"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/unit"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

// parse reads a file of a kind.
func parse(kind syntax.Kind, source string) syntax.File {
	switch text := []byte(source); kind {
	case syntax.ShellScript:
		return shell.ParseFile("x.sh", text)
	case syntax.Makefile:
		return makefile.Parse("Makefile", text)
	case syntax.Workflow:
		return workflow.Parse(".github/workflows/x.yml", text)
	case syntax.Unit:
		return unit.Parse("x.service", text)
	default:
		return dockerfile.Parse("Dockerfile", text)
	}
}

// step returns a workflow whose one step has a `run` of this YAML.
func step(run string) string {
	return "on: push\njobs:\n  größe:\n    runs-on: ubuntu-latest\n    steps:\n      - name: ü\n        run: " + run + "\n"
}

// TestSpans shows that the words of commands stand on their exact bytes in files of every
// kind. Commands are split by "; ", words by "|".
func TestSpans(t *testing.T) {
	tests := []struct {
		name   string
		kind   syntax.Kind
		source string
		want   string
	}{
		{"RUN", syntax.Dockerfile, "FROM a\nRUN b 'c d' \"$e\"\n", `b|'c d'|"$e"`},
		{"RUN with flags", syntax.Dockerfile, "FROM a\nRUN --mount=type=cache,target=/x --network=none b c\n", "b|c"},
		{"continuations and comments", syntax.Dockerfile, "FROM a\n# ü\nRUN b ü \\\n  # c d\n\n  e && \\\n f\n", "b|ü|e; f"},
		{"a word over two lines", syntax.Dockerfile, "FROM a\nRUN b c\\\nd e\n", "b|c\\\nd|e"},
		{"Windows line endings", syntax.Dockerfile, "FROM a\r\nRUN b \\\r\n  c\r\n", "b|c"},
		{"a RUN here-document", syntax.Dockerfile, "FROM a\nRUN <<E\nb c\n  d \\\n  e\nE\nRUN f\n", "b|c; d|e; f"},
		{"a script with here-documents", syntax.Dockerfile, "FROM a\nRUN b <<E && c d\nx y\nE\n", "b; c|d"},
		{"ONBUILD", syntax.Dockerfile, "FROM a\nONBUILD RUN b \\\n  c\n", "b|c"},
		{"a byte-order mark", syntax.Dockerfile, "\xEF\xBB\xBFFROM a\nRUN b c\n", "b|c"},
		{"a split that can't be masked", syntax.Dockerfile, "FROM a\r\nRUN b c\\\r\nd\r\n", ""},
		{"another shell", syntax.Dockerfile, "FROM a\nSHELL [\"powershell\"]\nRUN b c\n", ""},

		{"a script", syntax.ShellScript, "#!/bin/sh\nb ü \\\n  'c d' # e\nf\n", "b|ü|'c d'; f"},
		{"substitutions", syntax.ShellScript, "b \"$(c `d`)\"\n", `b|"$(c ` + "`d`" + `)"; c|` + "`d`; d"},
		{"here-documents", syntax.ShellScript, "b <<E c\n$(d e)\nE\nf\n", "b|c; d|e; f"},

		{"recipes", syntax.Makefile, "X = b c\nall: x\n\t@-b ü $(X) '${Y}' $$Z $@\n\t+c \\\n\t  d\n", "b|ü|$(X)|'${Y}'|$$Z|$@; c|d"},
		{"a function of make's", syntax.Makefile, "x:\n\tb $(foreach i,$(X),($(i))) c\n", "b|$(foreach i,$(X),($(i)))|c"},
		{"a substitution in a recipe", syntax.Makefile, "x:\n\tb $$(c d)\n", "b|$$(c d); c|d"},

		{"a block", syntax.Workflow, step("|\n          b ü \\\n            'c d'\n\n          e ${{ f || 'g' }} \"${{ h }}\"\n      - run: i"), `b|ü|'c d'; e|${{ f || 'g' }}|"${{ h }}"; i`},
		{"a block that keeps its end", syntax.Workflow, step("|+\n          b <<E\n            c\n          E\n\n"), "b"},
		{"a plain scalar", syntax.Workflow, step("b ü ${{ c }} d # e"), "b|ü|${{ c }}|d"},
		{"a scalar in single quotes", syntax.Workflow, step("'b \"ü\" ${{ c }}'"), `b|"ü"|${{ c }}`},
		{"a scalar in double quotes", syntax.Workflow, step("\"b 'ü' ${{ c }}\""), `b|'ü'|${{ c }}`},
		{"a scalar with escapes", syntax.Workflow, step(`"b \"c\" d"`), ""},
		{"a doubled quote", syntax.Workflow, step("'b ''c'' d'"), ""},
		{"a folded scalar", syntax.Workflow, step(">\n          b\n          c"), ""},
		{"a plain scalar of two lines", syntax.Workflow, step("b\n          c"), ""},

		{"ExecStart", syntax.Unit, "[Service]\nExecStart=/usr/bin/b ü 'c d' \"e\"\n", `/usr/bin/b|ü|'c d'|"e"`},
		{"prefixes", syntax.Unit, "[Service]\nExecStartPre=-/b c\nExecStart=+/d\nExecStop=-+/e f\nExecReload = !!/g\n", "/b|c; /d; /e|f; /g"},
		{"another name for the program", syntax.Unit, "[Service]\nExecStart=@/b c d\n", "/b|c|d"},
		{"continued lines", syntax.Unit, "[Service]\nExecStart=/b \\\n  c \\\n  d\nExecStop=/e\n", "/b|c|d; /e"},
		{"a comment between continued lines", syntax.Unit, "[Service]\nExecStart=/b \\\n# x y\n; z\n  c\n", "/b|c"},
		{"specifiers", syntax.Unit, "[Service]\nExecStart=/b %i --name=%n $MAINPID ${X}\n", "/b|%i|--name=%n|$MAINPID|${X}"},
		{"what only a shell reads", syntax.Unit, "[Service]\nExecStart=/b | c > d & e;f * (g) `h` #i\n", "/b|||c|>|d|&|e;f|*|(g)|`h`|#i"},
		{"a lone semicolon that is escaped", syntax.Unit, "[Service]\nExecStart=/b \\; c\n", `/b|\;|c`},
		{"an escaped quote", syntax.Unit, "[Service]\nExecStart=/b \"c\\\"d\" & e\n", `/b|"c\"d"|&|e`},
		{"an escaped quote in single quotes", syntax.Unit, "[Service]\nExecStart=/b 'c\\'d' & e\n", `/b|'c\'d'|&|e`},
		{"a script for a shell", syntax.Unit, "[Service]\nExecStart=/bin/sh -c 'b | c \"$$d\"; e'\n", `/bin/sh|-c|'b | c "$$d"; e'; b; c|"$$d"; e`},
		{"a reset", syntax.Unit, "[Service]\nExecStart=\nExecStart=/b\n", "/b"},
		{"other settings", syntax.Unit, "[Service]\nEnvironment=b=c\n# ExecStart=/d\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := parse(tt.kind, tt.source)
			if f.Common().Err != nil {
				t.Fatal(f.Common().Err)
			}
			if got := described(f); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
			for _, c := range commandsOf(f) {
				if text := f.Common().Text(c.Span); !strings.HasPrefix(text, f.Common().Text(c.AllWords()[0].Span)) {
					t.Errorf("the command stands on %q", text)
				}
			}
		})
	}
}

// described returns the texts on the spans of all words of a file.
func described(f syntax.File) string {
	var lines []string
	for _, c := range commandsOf(f) {
		lines = append(lines, strings.Join(texts(f.Common(), c.AllWords()), "|"))
	}
	return strings.Join(lines, "; ")
}

// host puts a script into a file of a kind.
type host struct {
	name string
	kind syntax.Kind
	put  func(script string) string
	// lines is false for one that holds a single line.
	lines bool
	// dollars is how the kind writes a `$`.
	dollars string
}

var hosts = []host{
	{"RUN", syntax.Dockerfile, func(s string) string { return "FROM a\nRUN " + s + "\nCMD b\n" }, false, "$"},
	{"RUN, continued", syntax.Dockerfile, func(s string) string {
		return "FROM a\nRUN true && \\\n  " + strings.ReplaceAll(s, " && ", " && \\\n  # ü\n\n  ") + "\n"
	}, false, "$"},
	{"ONBUILD", syntax.Dockerfile, func(s string) string { return "FROM a\nONBUILD RUN " + s + "\n" }, false, "$"},
	{"here-document", syntax.Dockerfile, func(s string) string { return "FROM a\nRUN <<EOF\n" + s + "\nEOF\nRUN c\n" }, true, "$"},
	{"script", syntax.ShellScript, func(s string) string { return "#!/bin/sh\n# ü\n" + s + "\n" }, true, "$"},
	{"recipe", syntax.Makefile, func(s string) string { return "ü: b\n\t@" + s + "\n\nc:\n" }, false, "$$"},
	{"block", syntax.Workflow, func(s string) string { return step("|\n          " + strings.ReplaceAll(s, "\n", "\n          ")) }, true, "$"},
}

// TestSpansOfAnyScript puts random scripts into files of every kind and checks that they
// have the same commands there, each word on its own bytes.
func TestSpansOfAnyScript(t *testing.T) {
	for _, h := range hosts {
		t.Run(h.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				joints := []string{" && ", " || ", "; ", " | "}
				if h.lines {
					joints = append(joints, "\n", " \\\n  && ")
				}
				script := scripts(joints).Draw(t, "script")
				want := sources(shell.ParseText([]byte(script)).AllCommands())
				f := parse(h.kind, h.put(strings.ReplaceAll(script, "$", h.dollars)))
				var got []string
				for _, c := range commandsOf(f) {
					got = append(got, strings.ReplaceAll(strings.Join(texts(f.Common(), c.AllWords()), "|"), h.dollars, "$"))
				}
				// What the host itself puts around the script.
				got = slices.DeleteFunc(got, func(s string) bool { return s == "true" || s == "c" })
				if !slices.Equal(got, want) {
					t.Fatalf("%q\nwant\n%q\nin\n%s", got, want, f.Common().Source)
				}
			})
		})
	}
}

// TestSpansOfAnyCommandLine does the same with the command lines of a unit, whose words are
// the shell's apart from its operators.
func TestSpansOfAnyCommandLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "--b=c", "'d e'", `"f ü"`, "%i", "|", "&&", "g;h", ">", "(i)", "*", "$X", "j#", `k\"l`}), 0, 6).Draw(t, "words")
		gap := rapid.SampledFrom([]string{" ", "  ", " \\\n  "}).Draw(t, "gap")
		prefix := rapid.SampledFrom([]string{"", "-", "+", "!!", "-:"}).Draw(t, "prefix")
		words = append([]string{"/usr/bin/x"}, words...)
		f := parse(syntax.Unit, "# ü\n[Service]\nExecStart="+prefix+strings.Join(words, gap)+"\nRestart=always\n")
		if got := described(f); got != strings.Join(words, "|") {
			t.Fatalf("%q\nwant\n%q\nin\n%s", got, words, f.Common().Source)
		}
	})
}

// scripts generates small scripts of simple commands, in groups and in shells of their own.
func scripts(joints []string) *rapid.Generator[string] {
	word := rapid.SampledFrom([]string{"a", "--b=c", "'d e'", `"f  ü"`, `"g $h"`, "$i", "${j:-k}", `l\ m`, "$(n o)", "*.p", "'q'\"r\"s", "t=u"})
	command := rapid.Custom(func(t *rapid.T) string {
		words := append([]string{rapid.SampledFrom([]string{"x", "sudo -u y z", "env A=b w", "$v", "time u"}).Draw(t, "program")}, rapid.SliceOfN(word, 0, 4).Draw(t, "words")...)
		text := strings.Join(words, rapid.SampledFrom([]string{" ", "  "}).Draw(t, "gap"))
		form := rapid.SampledFrom([]string{"C", "C", "C", "(C)", "{ C; }", "! C", "C >o", "if C; then p; fi", "for i in j; do C; done", "sh -c 'q 1; r'", `bash -ec "q  $h"`}).Draw(t, "form")
		return strings.Replace(form, "C", text, 1)
	})
	return rapid.Custom(func(t *rapid.T) string {
		script := command.Draw(t, "command")
		for range rapid.IntRange(0, 4).Draw(t, "more") {
			script += rapid.SampledFrom(joints).Draw(t, "joint") + command.Draw(t, "command")
		}
		return script
	})
}

func sources(commands []*shell.Command) (all []string) {
	for _, c := range commands {
		var words []string
		for _, w := range c.AllWords() {
			words = append(words, w.Source)
		}
		all = append(all, strings.Join(words, "|"))
	}
	return all
}

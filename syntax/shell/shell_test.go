package shell_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// texts returns what stands on the spans of words.
func texts(document *syntax.Content, words []shell.Word) []string {
	got := make([]string, len(words))
	for i, w := range words {
		got[i] = document.Text(w.Span)
	}
	return got
}

// commandsOf returns all commands of a file.
func commandsOf(f syntax.File) (all []*shell.Command) {
	for _, s := range f.(shell.Holder).Scripts() {
		all = append(all, s.AllCommands()...)
	}
	return all
}

// TestWrappers shows the program of a command behind those that only say how it runs.
func TestWrappers(t *testing.T) {
	tests := []struct{ name, script, wrappers, words string }{
		{"none", "docker run x", "", "docker run x"},
		{"an option with a value", "sudo -u deploy docker run", "sudo -u deploy", "docker run"},
		{"an option with its value attached", "sudo --user=deploy docker run", "sudo --user=deploy", "docker run"},
		{"a variable as the option's value", `sudo -u "$USER" docker run`, `sudo -u "$USER"`, "docker run"},
		{"the end of options", "sudo -- docker run", "sudo --", "docker run"},
		{"a query runs nothing", "sudo -l docker", "", "sudo -l docker"},
		{"variables", `env A=b B="$c" x y`, `env A=b B="$c"`, "x y"},
		{"an empty environment", "env -i x", "env -i", "x"},
		{"an empty environment, the short way", "env - A=b x", "env - A=b", "x"},
		{"nohup", "nohup x", "nohup", "x"},
		{"nice", "nice -n 5 x", "nice -n 5", "x"},
		{"exec with another name", "exec -a n x", "exec -a n", "x"},
		{"time is a word of the shell's", "time -p x", "", "x"},
		{"the program time", "/usr/bin/time -f %e x", "/usr/bin/time -f %e", "x"},
		{"command", "command x", "command", "x"},
		{"command -v runs nothing", "command -v x", "", "command -v x"},
		{"an applet", "busybox wget -q u", "busybox", "wget -q u"},
		{"a query of busybox", "busybox --list wget", "", "busybox --list wget"},
		{"xargs", "xargs -r -n 1 apk info", "xargs -r -n 1", "apk info"},
		{"the limit of timeout", "timeout -k 5 10 x", "timeout -k 5 10", "x"},
		{"a limit alone", "timeout 10", "", "timeout 10"},
		{"stacked", "sudo -E env A=b nice -n 5 timeout 9 x -y", "sudo -E env A=b nice -n 5 timeout 9", "x -y"},
		{"with folders", "/usr/bin/sudo /usr/bin/env x", "/usr/bin/sudo /usr/bin/env", "x"},
		{"quoted", `"sudo" 'x'`, `"sudo"`, "'x'"},
		{"alone", "sudo", "", "sudo"},
		{"alone with options", "nice -n 5", "", "nice -n 5"},
		{"alone behind another", "sudo nohup", "sudo", "nohup"},
		{"a variable as program", "$SUDO docker run", "", "$SUDO docker run"},
		{"a variable as wrapped program", "sudo $X run", "sudo", "$X run"},
		{"a wrapper's name as argument", "docker run sudo x", "", "docker run sudo x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := shell.ParseFile("x.sh", []byte(tt.script))
			commands := commandsOf(f)
			if len(commands) != 1 {
				t.Fatalf("%d commands", len(commands))
			}
			c := commands[0]
			wrappers, words := strings.Join(texts(f.Common(), c.Wrappers), " "), strings.Join(texts(f.Common(), c.Words), " ")
			if wrappers != tt.wrappers || words != tt.words {
				t.Errorf("%q and %q, want %q and %q", wrappers, words, tt.wrappers, tt.words)
			}
			if got := len(c.AllWords()); got != len(c.Wrappers)+len(c.Words) {
				t.Errorf("%d words in all", got)
			}
		})
	}
}

// TestProgram shows a command's program by name.
func TestProgram(t *testing.T) {
	for script, want := range map[string]string{
		"/usr/bin/docker run": "docker", "sudo 'apt-get' x": "apt-get", "$X y": "", `"${X}/y" z`: "", "A=b c": "c", `d\ocker`: "docker",
	} {
		if got := shell.ParseText([]byte(script)).Commands[0].Program(); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
	c := shell.ParseText([]byte("A=b /usr/bin/sudo env x")).Commands[0]
	if !c.WrappedBy("sudo") || !c.WrappedBy("env") || c.WrappedBy("x") || len(c.Assigns) != 1 || c.Assigns[0].Value != "A=b" {
		t.Errorf("%+v", c)
	}
}

// TestPackageCalls shows calls of package managers behind wrappers and modules.
func TestPackageCalls(t *testing.T) {
	tests := []struct {
		name, script, manager, verb string
		packages                    []string
	}{
		{"sudo", "sudo -E apt-get install -y curl", "apt-get", "install", []string{"curl"}},
		{"variables", "DEBIAN_FRONTEND=x env A=b apt-get -qq install a b", "apt-get", "install", []string{"a", "b"}},
		{"timeout", "timeout 60 apk add --virtual .x gcc", "apk", "add", []string{"gcc"}},
		{"xargs", "xargs -r -n 1 apk add", "apk", "add", nil},
		{"a module of python", "nice python3 -m pip install x", "pip", "install", []string{"x"}},
		{"another name", "dnf5 -q install x", "dnf", "install", []string{"x"}},
		{"a short form", "dnf in x", "dnf", "install", []string{"x"}},
		{"an option with a variable", "dnf --installroot=$R install x", "dnf", "install", []string{"x"}},
		{"a version of pip", "pip3.11 install x", "pip", "install", []string{"x"}},
	}
	for _, tt := range tests {
		calls := shell.ParseText([]byte(tt.script)).PackageCalls()
		if len(calls) != 1 {
			t.Errorf("%s: %d calls", tt.name, len(calls))
			continue
		}
		if p := calls[0]; p.Manager != tt.manager || p.Verb != tt.verb || !slices.Equal(p.PackageNames(), tt.packages) {
			t.Errorf("%s: %s %s %q", tt.name, p.Manager, p.Verb, p.PackageNames())
		}
	}
	if calls := shell.ParseText([]byte("command -v apk; echo apt-get install x; pip install a; apk add b")).PackageCalls("apk"); len(calls) != 1 || calls[0].Verb != "add" {
		t.Errorf("%+v", calls)
	}
}

// TestPlace shows where the command x stands in its script.
func TestPlace(t *testing.T) {
	tests := []struct {
		name, script string
		want         shell.Place
		conditional  bool
	}{
		{"by itself", "a; x; b", 0, false},
		{"in a group", "{ x; }", 0, false},
		{"with a redirection", "x >a", 0, false},
		{"the first of a pipeline", "x | a", shell.InPipeline, false},
		{"the last of a pipeline", "a | b |& x", shell.InPipeline, false},
		{"in front of &&", "x && a", 0, false},
		{"behind &&", "a && x", shell.OnSuccess, false},
		{"behind && in the middle", "a && x && b", shell.OnSuccess, false},
		{"behind && of a test", "[ -n \"$A\" ] && x", shell.OnSuccess | shell.OnTest, false},
		{"behind && of a test before", "a && [[ $A ]] && b && x", shell.OnSuccess | shell.OnTest, false},
		{"behind ||", "a || x", shell.OnFailure, true},
		{"behind || and &&", "a || b && x", shell.OnSuccess, false},
		{"in front of ||", "x || a", 0, false},
		{"in a group behind ||", "a || { b; x; }", shell.OnFailure, true},
		{"the condition of an if", "if x; then a; fi", shell.InCondition, false},
		{"the branch of an if", "if a; then x; fi", shell.InBranch, true},
		{"the condition of an elif", "if a; then b; elif x; then c; fi", shell.InCondition | shell.InBranch, true},
		{"the branch of an elif", "if a; then b; elif c; then x; fi", shell.InBranch, true},
		{"else", "if a; then b; else x; fi", shell.InBranch, true},
		{"case", "case $a in b) x;; esac", shell.InBranch, true},
		{"what a case is about", "case $(x) in b) a;; esac", shell.InSubstitution, false},
		{"for", "for i in a b; do x; done", shell.InLoop, true},
		{"what a for runs over", "for i in $(x); do a; done", shell.InSubstitution, false},
		{"the condition of a while", "while x; do a; done", shell.InCondition, false},
		{"the body of an until", "until a; do x; done", shell.InLoop, true},
		{"a function", "f() { x; }", shell.InFunction | shell.Uncalled, true},
		{"a subshell", "(x)", shell.InSubshell, false},
		{"a substitution", "a \"$(x)\"", shell.InSubstitution, false},
		{"a substitution in backquotes", "a `x`", shell.InSubstitution, false},
		{"a substitution in an assignment", "a=$(x)", shell.InSubstitution, false},
		{"a process substitution", "a <(x)", shell.InSubstitution, false},
		{"in the background", "x &", shell.InBackground, false},
		{"negated", "! x", shell.Negated, false},
		{"negated in a condition", "if ! x; then a; fi", shell.InCondition | shell.Negated, false},
		{"nested", "a && (for i in b; do c | x; done) &", shell.OnSuccess | shell.InSubshell | shell.InLoop | shell.InPipeline | shell.InBackground, true},
		{"in a script of its own", "a || sh -c 'if b; then x; fi'", shell.OnFailure | shell.InBranch, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			commands := shell.ParseText([]byte(tt.script)).AllCommands()
			i := slices.IndexFunc(commands, func(c *shell.Command) bool { return c.Program() == "x" })
			if i < 0 {
				t.Fatal("x is not found")
			}
			if got := commands[i].Place; got != tt.want || got.Conditional() != tt.conditional || !got.Has(tt.want) {
				t.Errorf("%b, want %b; conditional: %t", got, tt.want, got.Conditional())
			}
		})
	}
}

// TestRedirects shows redirections with their bytes, and those of here-documents.
func TestRedirects(t *testing.T) {
	type redirect struct{ op, fd, target, body string }
	tests := []struct {
		name, script string
		want         []redirect
	}{
		{"none", "x", nil},
		{"output", "x >a", []redirect{{">", "", "a", ""}}},
		{"several", "x <a >>'b c' 2>&1", []redirect{{"<", "", "a", ""}, {">>", "", "'b c'", ""}, {">&", "2", "1", ""}}},
		{"in front", ">a x", []redirect{{">", "", "a", ""}}},
		{"a here-string", "x <<<a", []redirect{{"<<<", "", "a", ""}}},
		{"a here-document", "x <<E\na $b\n  c\nE\ny\n", []redirect{{"<<", "", "E", "a $b\n  c\n"}}},
		{"a quoted one", "x <<'E'\n$(a\nE\n", []redirect{{"<<", "", "'E'", "$(a\n"}}},
		{"an indented one", "x <<-E\n\ta\n\t\tb\n\tE\n", []redirect{{"<<-", "", "E", "\ta\n\t\tb\n"}}},
		{"a quoted, indented one", "x <<-'E'\n\ta\n\t\tb\n\tE\n", []redirect{{"<<-", "", "'E'", "\ta\n\t\tb\n"}}},
		{"one that ends in a variable", "x <<E\na $b\nE\n", []redirect{{"<<", "", "E", "a $b\n"}}},
		{"two", "x <<A 3<<B\na\nA\nb\nB\n", []redirect{{"<<", "", "A", "a\n"}, {"<<", "3", "B", "b\n"}}},
		{"an empty one", "x <<E\nE\n", []redirect{{"<<", "", "E", ""}}},
		{"one with a file behind it", "x <<E >a\nü\nE\n", []redirect{{"<<", "", "E", "ü\n"}, {">", "", "a", ""}}},
		{"one with a continuation", "x <<E\na \\\n b\nE\n", []redirect{{"<<", "", "E", "a \\\n b\n"}}},
		{"of a group, not of its command", "{ x; } >a", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := shell.ParseFile("x.sh", []byte(tt.script))
			c := commandsOf(f)[0]
			var got []redirect
			for _, r := range c.Redirects {
				got = append(got, redirect{r.Op, r.FD, f.Common().Text(r.Target.Span), f.Common().Text(r.Body)})
			}
			if c.Program() != "x" || !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestWords shows what words of a script say.
func TestWords(t *testing.T) {
	tests := []struct {
		source, value   string
		literal, quoted bool
	}{
		{"a", "a", true, false},
		{"'a b'", "a b", true, true},
		{`"a \$ \x"`, `a $ \x`, true, true},
		{`a\ b`, "a b", true, false},
		{`a"b"'c'`, "abc", true, true},
		{"$a", "", false, false},
		{`"$a"`, "", false, true},
		{"*.c", "", false, false},
		{"'*.c'", "*.c", true, true},
		{"$'a'", "", false, true},
		{"a\\\nb", "ab", true, false},
	}
	for _, tt := range tests {
		w := shell.ParseText([]byte("x " + tt.source)).Commands[0].Words[1]
		if w.Value != tt.value || w.Literal != tt.literal || w.Quoted != tt.quoted || w.Source != tt.source {
			t.Errorf("%s: %+v", tt.source, w)
		}
	}
}

// TestLimits shows that scripts which cost too much or cannot be read have no commands.
func TestLimits(t *testing.T) {
	deep := func(n int) string { return strings.Repeat("( ", n) + "x" + strings.Repeat(")", n) }
	for name, tt := range map[string]struct {
		script string
		want   int
	}{
		"as deep as may be":  {deep(shell.MaxNesting), 1},
		"deeper":             {deep(shell.MaxNesting + 1), 0},
		"deeper, in quotes":  {"x '" + deep(shell.MaxNesting+1) + "'", 0},
		"many side by side":  {strings.Repeat("(x)\n", shell.MaxNesting+1), shell.MaxNesting + 1},
		"a zero byte":        {"x a\x00b", 0},
		"not a script":       {"if x", 0},
		"empty":              {"", 0},
		"an inner zero byte": {"sh -c 'x\x00'", 0},
		"a broken inner one": {"sh -c 'if x'", 1},
	} {
		s := shell.ParseText([]byte(tt.script))
		if got := len(s.AllCommands()); got != tt.want {
			t.Errorf("%s: %d commands, want %d", name, got, tt.want)
		}
	}
}

// TestSteps shows a script as a list.
func TestSteps(t *testing.T) {
	source := "a && b || c; d | e; f >g\nh"
	s := shell.ParseText([]byte(source))
	var got []string
	for _, step := range s.Steps {
		program := "-"
		if step.Command != nil {
			program = step.Command.Program()
		}
		got = append(got, strings.Join([]string{step.Joint, source[step.Span.Start:step.Span.End], program}, "|"))
	}
	want := []string{"|a|a", "&&|b|b", "|||c|c", ";|d | e|-", ";|f >g|-", "\n|h|h"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

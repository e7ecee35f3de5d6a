package proof

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/makefile"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/unit"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

func parse(kind syntax.Kind, source string) syntax.File {
	switch text := []byte(source); kind {
	case syntax.Compose:
		return compose.Parse("compose.yaml", text)
	case syntax.ShellScript:
		return shell.ParseFile("run.sh", text)
	case syntax.Makefile:
		return makefile.Parse("Makefile", text)
	case syntax.Workflow:
		return workflow.Parse(".github/workflows/a.yml", text)
	case syntax.Unit:
		return unit.Parse("a.service", text)
	default:
		return dockerfile.Parse("Dockerfile", text)
	}
}

// inline returns a Compose file with a Dockerfile in it.
func inline(lines ...string) string {
	return "services:\n  a:\n    build:\n      dockerfile_inline: |\n        " + strings.Join(lines, "\n        ") + "\n"
}

// steps returns a workflow with a script.
func steps(lines ...string) string {
	return "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n          " + strings.Join(lines, "\n          ") + "\n"
}

// TestAccept shows which changes make a file of each kind worse.
func TestAccept(t *testing.T) {
	tests := []struct {
		name          string
		kind          syntax.Kind
		before, after string
		want          string // in the error, "" for none
	}{
		{"the same", syntax.Dockerfile, "FROM scratch\nCMD a\n", "FROM scratch\nCMD a\n", ""},
		{"another command", syntax.Dockerfile, "FROM scratch\nRUN a\n", "FROM scratch\nRUN b\n", ""},
		{"what BuildKit's parser rejects", syntax.Dockerfile, "FROM scratch\nRUN a\n", "FROM scratch\nRUNN a\n", "BuildKit rejects"},
		{"what its converter rejects", syntax.Dockerfile, "FROM scratch\nCOPY a /\n", "FROM scratch\nCOPY --from=1 a /\n", "converter rejects"},
		{"a script that no longer parses", syntax.Dockerfile, "FROM scratch\nRUN a\n", "FROM scratch\nRUN a |\n", "no longer parses"},
		{"one of a trigger", syntax.Dockerfile, "FROM scratch\nONBUILD RUN a\n", "FROM scratch\nONBUILD RUN a |\n", "no longer parses"},
		{"a script that didn't parse", syntax.Dockerfile, "FROM scratch\nRUN a |\n", "FROM scratch\nRUN b |\n", ""},
		{"one stage less", syntax.Dockerfile, "FROM scratch\nFROM scratch\n", "FROM scratch\n", "number of stages"},
		{"a stage that takes from the last one", syntax.Dockerfile, "FROM alpine AS a\nRUN a\nCMD a\n", "FROM alpine AS a\nRUN a\nFROM scratch\nCOPY --from=a /a /a\nCMD a\n", ""},
		{"a stage that starts nothing", syntax.Dockerfile, "FROM alpine AS a\nRUN a\nCMD a\n", "FROM alpine AS a\nRUN a\nCMD a\nFROM scratch\nCOPY --from=a /a /a\n", "loses its CMD"},
		{"a stage that needs none of the others", syntax.Dockerfile, "FROM alpine AS a\nRUN a\nCMD a\n", "FROM alpine AS a\nRUN a\nFROM scratch\nCMD a\n", "number of stages"},
		{"no start", syntax.Dockerfile, "FROM scratch\nRUN b\nCMD a\n", "FROM scratch\nRUN b\n", "loses its CMD"},
		{"another start", syntax.Dockerfile, "FROM scratch\nCMD a\n", "FROM scratch\nENTRYPOINT [\"a\"]\n", ""},
		{"a lost comment", syntax.Dockerfile, "FROM scratch\n# why\nRUN a\n", "FROM scratch\nRUN a\n", `"why" is lost`},
		{"a lost comment of the shell's", syntax.Dockerfile, "FROM scratch\nRUN <<E\na # why\nE\n", "FROM scratch\nRUN <<E\na\nE\n", `"# why" is lost`},
		{"one of two equal comments", syntax.Dockerfile, "# b\nFROM scratch\n# b\nRUN a\n", "# b\nFROM scratch\nRUN a\n", `"b" is lost`},
		{"a moved comment", syntax.Dockerfile, "FROM scratch\n# why\nRUN a\n", "FROM scratch\nRUN a\n# why\n", ""},
		{"a comment that moves into an instruction", syntax.Dockerfile, "FROM scratch\nRUN a\n# why\nRUN b\n", "FROM scratch\nRUN a && \\\n# why\n b\n", "in the middle"},
		{"a comment that was inside before", syntax.Dockerfile, "FROM scratch\nRUN a && \\\n# why\n b\n", "FROM scratch\nRUN b && \\\n# why\n a\n", ""},
		{"no end of the last line", syntax.Dockerfile, "FROM scratch\nRUN a\n", "FROM scratch\nRUN a", "newline at the end"},
		{"two kinds of line endings", syntax.Dockerfile, "FROM scratch\r\nRUN a\r\n", "FROM scratch\r\nRUN b\n", "mixed"},

		{"another value", syntax.Compose, "services:\n  a:\n    image: x\n", "services:\n  a:\n    image: y\n", ""},
		{"not YAML", syntax.Compose, "services:\n  a:\n    image: x\n", "services:\n  a: [\n", "can't be read"},
		{"what compose-go rejects", syntax.Compose, "services:\n  a:\n    image: x\n", "services:\n  a:\n    imagee: x\n", "compose-go"},
		{"what it already rejected", syntax.Compose, "services:\n  a:\n    imagee: x\n", "services:\n  a:\n    imagee: y\n", ""},
		{"a lost comment in YAML", syntax.Compose, "services:\n  a:\n    # why\n    image: x\n", "services:\n  a:\n    image: x\n", `"why" is lost`},
		{"a better Dockerfile inside", syntax.Compose, inline("FROM scratch", "CMD a"), inline("FROM scratch", "CMD b"), ""},
		{"a worse one", syntax.Compose, inline("FROM scratch", "CMD a"), inline("FROM scratch", "RUNN a"), "services.a.build.dockerfile_inline: BuildKit rejects"},
		{"one that loses its start", syntax.Compose, inline("FROM scratch", "CMD a"), inline("FROM scratch"), "services.a.build.dockerfile_inline: a stage loses"},
		{"one that was rejected", syntax.Compose, inline("FROM scratch", "RUNN a"), inline("FROM scratch", "RUNN b"), ""},
		{"none any more", syntax.Compose, inline("FROM scratch"), "services:\n  a:\n    image: x\n", ""},

		{"another script", syntax.ShellScript, "a b\nc d |\\\n e\n", "a x\nc d |\\\n e\n", ""},
		{"one that no longer parses", syntax.ShellScript, "a b\nc d | e\n", "a b\nc d |\n", "no longer parses"},
		{"one that parses again", syntax.ShellScript, "a b\nc d |\n", "a b\nc d | e\n", ""},
		{"a lost comment of a script's", syntax.ShellScript, "a # why\n", "a\n", `"why" is lost`},
		{"a recipe that no longer parses", syntax.Makefile, "a:\n\tb\n\tc\n", "a:\n\tb\n\tc |\n", "no longer parses"},
		{"a step that no longer parses", syntax.Workflow, steps("b", "c"), steps("b", "c |"), "no longer parses"},

		{"another setting", syntax.Unit, "[Service]\nExecStart=/a\n", "[Service]\nExecStart=/b\n", ""},
		{"a lost comment of a unit's", syntax.Unit, "[Service]\n; why\nExecStart=/a\n", "[Service]\nExecStart=/a\n", `"why" is lost`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := Accept(parse(tt.kind, tt.before), parse(tt.kind, tt.after))
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestChanges shows the places that a change of a file of each kind names.
func TestChanges(t *testing.T) {
	const composeFile = "services:\n  a:\n    image: x:1\n    ports: ['1:1']\nvolumes:\n  v:\n"
	tests := []struct {
		kind          syntax.Kind
		before, after string
		want          []string
	}{
		{syntax.Dockerfile, "FROM a\nRUN b\n", "FROM a\nRUN c\n", nil}, // builds tell

		{syntax.Compose, composeFile, "services: {a: {image: \"x:1\", ports: [\"1:1\"]}}\nvolumes: {v: }\n", nil},
		{syntax.Compose, composeFile, "services:\n  a:\n    image: x:2\n    ports: ['1:1']\nvolumes:\n  v:\n", []string{"services.a.image"}},
		{syntax.Compose, composeFile, "services:\n  a:\n    image: x:1\n    ports: ['1:1', '2:2']\nvolumes:\n  v:\n", []string{"services.a.ports"}},
		{syntax.Compose, composeFile, "services:\n  a:\n    image: x:1\n    ports: ['1:1']\nvolumes:\n  v:\n  w:\n", []string{"volumes.w"}},
		{syntax.Compose, composeFile, "services:\n  b:\n    image: x:1\n    ports: ['1:1']\nvolumes:\n  v:\n", []string{"services.a", "services.b"}},
		{syntax.Compose, composeFile, "services:\n  a:\n    image: [x]\n    ports: ['1:1']\nvolumes:\n  v:\nname: s\n", []string{"services.a.image", "name"}},

		{syntax.ShellScript, "a b\nc d | e\n", "a b\nc d | e\n", nil},
		{syntax.ShellScript, "a b\nc d | e\n", "a \"b\"\nc d | e\n", []string{"command 0"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a  b\nc d | e\n", []string{"structure"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a x\nc d | e\n", []string{"command 0"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a x\nc d | f\n", []string{"command 0", "command 2"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a b\nc d && e\n", []string{"structure"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a b\nc d | e >x\n", []string{"structure"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a b\nc d | e\nf\n", []string{"structure"}},
		{syntax.ShellScript, "a b\nc d | e\n", "(a b)\nc d | e\n", []string{"structure"}},
		{syntax.ShellScript, "a b\nc d | e\n", "a b\nc d | e # x\n", []string{"structure"}},
		{syntax.ShellScript, "sudo -u a b\n", "sudo -u c b\n", []string{"command 0"}},
		{syntax.ShellScript, "a \"$(b c)\"\n", "a \"$(b d)\"\n", []string{"command 1"}},

		{syntax.ShellScript, "a <<E; b c\n$(d e)\nE\n", "a <<E; b x\n$(d e)\nE\n", []string{"command 2"}},
		{syntax.ShellScript, "a=$(b c) d\n", "a=$(b x) d\n", []string{"command 1"}},
		{syntax.ShellScript, "a b\nc\n", "a b c\nd\n", []string{"structure"}},
		{syntax.ShellScript, "a b # c\nd\n", "a \"b # c\"\nd\n", []string{"structure"}},

		// One command inside a text for another shell: not the shell that gets it.
		{syntax.ShellScript, "a\nsh -c 'b; c d; e'\n", "a\nsh -c 'b; c x; e'\n", []string{"command 3"}},
		{syntax.ShellScript, "a\nsh -c 'b; c d; e'\n", "a\nbash -c 'b; c d; e'\n", []string{"command 1"}},
		{syntax.ShellScript, "a\nsh -c 'b; c'\n", "a\nsh -c 'b && c'\n", []string{"command 1"}},
		{syntax.ShellScript, "a\nsh -c 'b x; c'\n", "a\nbash -c 'b y; c'\n", []string{"command 1", "command 2"}},
		{syntax.ShellScript, "a\nsh -c 'b x; c'\n", "a\nsh -c 'b y && c'\n", []string{"command 1", "command 2"}},
		{syntax.Makefile, "x:\n\ta\n\tsh -c 'b; c $(D)'\n", "x:\n\ta\n\tsh -c 'b; c $(E)'\n", []string{"command 3"}},
		{syntax.Workflow, steps("a", "sh -c 'b; c'"), steps("a", "sh -c 'd; c'"), []string{"command 2"}},
		{syntax.Workflow, steps("a"), strings.Replace(steps("a"), "push", "pull_request", 1), []string{"structure"}},

		{syntax.Unit, "[Service]\nExecStart=/a b\nUser=c\n", "[Service]\nExecStart = /a b\nUser=c\n", nil},
		{syntax.Unit, "[Service]\nExecStart=/a b\nUser=c\n", "[Service]\nExecStart=/a d\nUser=c\n", []string{"Service.ExecStart"}},
		{syntax.Unit, "[Service]\nExecStart=/a b\nUser=c\n", "[Service]\nExecStart=/a d\nUser=e\n", []string{"Service.ExecStart", "Service.User"}},
		{syntax.Unit, "[Service]\nExecStart=/a b\nUser=c\n", "[Service]\nExecStart=/a b\n", []string{"settings"}},
	}
	for _, tt := range tests {
		before := parse(tt.kind, tt.before)
		got := slices.Sorted(slices.Values(Of(before).Changes(before, before.Reparse([]byte(tt.after)))))
		if !slices.Equal(got, slices.Sorted(slices.Values(tt.want))) {
			t.Errorf("%q becomes %q: %q, want %q", tt.before, tt.after, got, tt.want)
		}
	}
}

// TestSameBuild shows which changes keep a build the same.
func TestSameBuild(t *testing.T) {
	tests := []struct {
		name          string
		kind          syntax.Kind
		before, after string
		want          string
	}{
		{"a comment", syntax.Dockerfile, "FROM scratch\nRUN a\n", "# b\nFROM scratch\nRUN a\n", ""},
		{"another way to write it", syntax.Dockerfile, "FROM scratch\nENV a b\nEXPOSE 1/tcp\n", "FROM scratch\nENV a=b\nEXPOSE 1\n", ""},
		{"another layer", syntax.Dockerfile, "FROM scratch\nRUN a\n", "FROM scratch\nRUN b\n", buildkit.NewLayers.String()},
		{"another configuration", syntax.Dockerfile, "FROM scratch\nCMD a\n", "FROM scratch\nCMD b\n", buildkit.SameLayers.String()},
		{"no build", syntax.Dockerfile, "FROM scratch\nCOPY a /\n", "FROM scratch\nCOPY --from=1 a /\n", "rejects"},
		{"a comment inside a Compose file", syntax.Compose, inline("FROM scratch", "CMD a"), inline("FROM scratch", "# b", "CMD a"), ""},
		{"another layer inside one", syntax.Compose, inline("FROM scratch", "RUN a"), inline("FROM scratch", "RUN b"), "services.a.build.dockerfile_inline: "},
		{"no Dockerfile inside", syntax.Compose, "services:\n  a:\n    image: b\n", "services:\n  a:\n    image: c\n", ""},
		{"a script builds nothing", syntax.ShellScript, "a\n", "b\n", ""},
		{"a unit builds nothing", syntax.Unit, "[Service]\nExecStart=/a\n", "[Service]\nExecStart=/b\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before, after := parse(tt.kind, tt.before), parse(tt.kind, tt.after)
			err := Of(before).SameBuild(before, after)
			if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestRead shows what the programs that read files say of them.
func TestRead(t *testing.T) {
	for _, tt := range []struct {
		kind     syntax.Kind
		source   string
		rejected bool
	}{
		{syntax.Dockerfile, "FROM scratch\n", false},
		{syntax.Dockerfile, "FROM\n", true},
		{syntax.Dockerfile, "FROM scratch\nCOPY --from=1 a /\n", true},
		{syntax.Compose, "services: {}\n", false},
		{syntax.Compose, "- a\n", true},
		{syntax.ShellScript, "if\n", false},
		{syntax.Unit, "a\n", false},
	} {
		f := parse(tt.kind, tt.source)
		if verdict := Of(f).Read(f); (verdict.Rejected != nil) != tt.rejected || verdict.Panic != "" {
			t.Errorf("%q: %+v", tt.source, verdict)
		}
	}
}

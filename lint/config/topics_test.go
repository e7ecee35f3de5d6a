package config_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// wordRule returns a rule that reports a word wherever it stands in a file, about a topic.
func wordRule(id, word, topic string, severity lint.Severity, fix *lint.Fix) *lint.Rule {
	report := func(source []byte, report func(syntax.Span, string, *lint.Fix) *lint.Finding) {
		for at := 0; ; at += len(word) {
			i := strings.Index(string(source[at:]), word)
			if i < 0 {
				return
			}
			at += i
			report(syntax.Span{Start: at, End: at + len(word)}, word, fix)
		}
	}
	return &lint.Rule{ID: id, Severity: severity, Check: lint.Checks(
		lint.Dockerfile(func(p *lint.DockerfilePass) { report(p.File.Source, p.About(topic).Report) }),
		lint.Compose(func(p *lint.ComposePass) { report(p.File.Source, p.About(topic).Report) }),
	)}
}

// TestOnePerTopic shows which of the findings about one topic in one place is told, and which are its
// twins.
func TestOnePerTopic(t *testing.T) {
	fix := &lint.Fix{}
	mild, grave := wordRule("mild", "aa", "t", lint.Info, fix), wordRule("grave", "bb", "t", lint.Warning, nil)
	plain, fixed := wordRule("plain", "aa", "t", lint.Info, nil), wordRule("fixed", "bb", "t", lint.Info, fix)
	other := wordRule("other", "bb", "u", lint.Warning, fix)
	none := wordRule("none", "bb", "", lint.Warning, fix)
	tests := map[string]struct {
		rules      lint.Catalogue
		path, text string
		told       string
		twins      string
	}{
		"the graver one, on lines of one instruction": {lint.Catalogue{mild, grave}, "Dockerfile", "FROM x\nRUN aa \\\n  bb\n", "grave:3", "mild:2"},
		"the one with a fix":                          {lint.Catalogue{plain, fixed}, "Dockerfile", "FROM x\nRUN aa bb\n", "fixed:2", "plain:2"},
		"the first in the catalogue":                  {lint.Catalogue{fixed, mild}, "Dockerfile", "FROM x\nRUN aa bb\n", "fixed:2", "mild:2"},
		"both on two instructions":                    {lint.Catalogue{mild, grave}, "Dockerfile", "FROM x\nRUN aa\nRUN bb\n", "mild:2 grave:3", ""},
		"both of one rule":                            {lint.Catalogue{mild}, "Dockerfile", "FROM x\nRUN aa aa\n", "mild:2 mild:2", ""},
		"both of two topics":                          {lint.Catalogue{mild, other}, "Dockerfile", "FROM x\nRUN aa bb\n", "mild:2 other:2", ""},
		"all without a topic":                         {lint.Catalogue{mild, none}, "Dockerfile", "FROM x\nRUN aa bb\n", "mild:2 none:2", ""},
		"one on a line of another kind of file":       {lint.Catalogue{mild, grave}, "compose.yaml", "name: x\nservices: {aa: {image: bb}}\n", "grave:2", "mild:2"},
		"both on two lines of another kind":           {lint.Catalogue{mild, grave}, "compose.yaml", "services:\n  aa:\n    image: bb\n", "mild:2 grave:3", ""},
		"the other when a comment turns one off":      {lint.Catalogue{mild, grave}, "Dockerfile", "FROM x\n# drydock ignore=grave\nRUN aa bb\n", "mild:3", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			result := config.Default(tt.rules).Check(kinds.Parse(tt.path, []byte(tt.text)), &facts.Facts{})
			if got := places(result.Findings); got != tt.told {
				t.Errorf("tells %q, want %q", got, tt.told)
			}
			if got := places(result.Twins); got != tt.twins {
				t.Errorf("twins %q, want %q", got, tt.twins)
			}
		})
	}
}

// TestTopicOfARuleThatIsOff shows that a rule which the settings turn off silences no other.
func TestTopicOfARuleThatIsOff(t *testing.T) {
	settings := config.Default(lint.Catalogue{wordRule("mild", "aa", "t", lint.Info, nil), wordRule("grave", "bb", "t", lint.Warning, nil)})
	settings.Severities = map[string]lint.Severity{"grave": lint.Off}
	if got := places(settings.Check(kinds.Parse("Dockerfile", []byte("FROM x\nRUN aa bb\n")), &facts.Facts{}).Findings); got != "mild:2" {
		t.Errorf("tells %q", got)
	}
}

// TestTopicsOfTheCatalogue shows pairs of rules that say the same in one place.
func TestTopicsOfTheCatalogue(t *testing.T) {
	const base = "FROM debian:12-slim@sha256:0000000000000000000000000000000000000000000000000000000000000000\n"
	settings := config.Default(rules.All)
	settings.Profile = lint.Strict
	for source, want := range map[string][2]string{
		base + "RUN apt-get update\n":                           {"run-apt-update-alone:2", "run-apt-lists:2"},
		base + "RUN apt-get update\nRUN apt-get install -y a\n": {"run-apt-lists:2", ""},
		base + "USER 1\nCMD [\"/bin/sh\", \"-c\", \\\n  ]\n":    {"cmd-malformed-json:3", "cmd-exec-form:3"},
		base + "RUN cd /opt\n":                                  {"run-no-effect:2", "run-cd:2"},
		base + "RUN cd /opt && a\n":                             {"run-cd:2", ""},
		base + "RUN service x start\n":                          {"run-no-effect:2", "run-useless-command:2"},
		base + "RUN ulimit -n 9; cd /opt\n":                     {"run-no-effect:2 run-cd:2", ""},
		"FROM debian\n":                                         {"from-untagged:1", "from-digest:1"},
		base + "WORKDIR /a\nCOPY . .\nRUN pip install a==1\nRUN pip install -r a.txt\n": {"copy-order:3", "copy-all-before-install:3"},
	} {
		result := settings.Check(kinds.Parse("Dockerfile", []byte(source)), &facts.Facts{})
		told := slices.DeleteFunc(result.Findings, func(f lint.Finding) bool { return f.Topic == "" })
		if got := [2]string{places(told), places(result.Twins)}; got != want {
			t.Errorf("%q, want %q for\n%s", got, want, source)
		}
	}
}

// places returns the rules of findings with their lines.
func places(findings []lint.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Rule.ID+":"+string(rune('0'+f.Start.Line)))
	}
	return strings.Join(all, " ")
}

package rules_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// TestHadolintCases checks that Drydock agrees with hadolint on small files,
// but for those that are marked, with the reason.
func TestHadolintCases(t *testing.T) {
	text, err := os.ReadFile("testdata/hadolint.cases")
	if err != nil {
		t.Fatal(err)
	}
	agree, differ := 0, 0
	codes := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || len(fields) < 3 {
			continue
		}
		code, want := fields[0], fields[1] == "catches"
		codes[code] = true
		source := strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(fields[2]) + "\n"
		ctx := rules.Context{Settings: rules.Settings{Profile: rules.Strict}}
		found := slices.ContainsFunc(rules.Run(syntax.Parse("Dockerfile", []byte(source)), ctx).Findings, func(f rules.Finding) bool {
			return slices.Contains(f.Names(), code)
		})
		differs := len(fields) > 3
		if differs {
			differ++
		} else {
			agree++
		}
		if (found == want) == differs {
			t.Errorf("%s: found is %v, marked as %s %v in\n%s", code, found, fields[1], fields[3:], source)
		}
	}
	t.Logf("%d codes, %d cases alike, %d not", len(codes), agree, differ)
	if agree < 500 || differ*50 > agree {
		t.Errorf("%d cases alike, %d not: fewer, or more of them unlike, than is promised", agree, differ)
	}
}

package compose

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var SecretInClear = &lint.Rule{
	ID:       "compose-secret-in-clear",
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a password is written in the file",
	Doc: "A password in a Compose file stays in the repository's history for good. Everybody on the\n" +
		"machine who can run `docker inspect` sees it too. `${NAME}` takes it from the environment or\n" +
		"from `.env`. `secrets` passes it to the container as a file, and many images have a variable\n" +
		"ending in `_FILE` for that.\n\n" +
		"The rule goes by the variable's name.",
	FixDoc: "None: the password has to be changed as well, since it was public.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			environment := s.Get("environment")
			if environment == nil {
				return
			}
			check := func(name, value string, span syntax.Span, shared bool) {
				if value == "" || strings.Contains(value, "$") || noValue.MatchString(value) || !secretVariable.MatchString(name) {
					return
				}
				if shared || span.Len() == 0 {
					span = compose.At(s, "environment")
				}
				p.Report(span, fmt.Sprintf(
					"`%s` stays readable in the repository's history and in `docker inspect`. Take it from the environment with `${%s}`, or use a secret.",
					name, name), nil)
			}
			for _, e := range environment.Entries {
				if e.Value.Kind == yaml.Scalar {
					check(e.Key.Text, e.Value.Text, compose.EntrySpan(e), e.Value.Shared)
				}
			}
			for _, item := range environment.Items {
				name, value, _ := strings.Cut(item.Text, "=")
				check(name, value, item.Span, item.Shared)
			}
		})
	}),
}

// noValue matches values that aren't secrets: switches and placeholders.
var noValue = regexp.MustCompile(`(?i)^(?:0|1|true|false|yes|no|on|off|[*x.]+|<.*>)$`)

// secretVariable matches the names of variables that hold secrets.
var secretVariable = regexp.MustCompile(`(?i)(?:^|_)(?:password|passwd|pwd|secret|token|api_?key|private_?key|access_?key|secret_?key)$`)

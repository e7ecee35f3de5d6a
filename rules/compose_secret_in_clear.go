package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeSecretInClear = &Rule{
	ID:       "compose-secret-in-clear",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a password stands in the file",
	Doc: "A password in a Compose file is in the repository's history for good, and in the output of\n" +
		"`docker inspect` for everybody on the machine. `${NAME}` takes it from the environment or\n" +
		"from `.env`; `secrets` gives it to the container as a file, for which many images have a\n" +
		"variable that ends in `_FILE`.\n\n" +
		"The rule goes by the variable's name.",
	FixDoc: "None: the password has to be changed as well, since it was public.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			environment := s.Get("environment")
			if environment == nil {
				return
			}
			check := func(name, value string, span syntax.Span, shared bool) {
				if value == "" || strings.Contains(value, "$") || noValue.MatchString(value) || !secretVariable.MatchString(name) {
					return
				}
				if shared || span.Len() == 0 {
					span = at(s, "environment")
				}
				p.Report(span, "`"+name+"` stands here in clear: it is in the repository's history for good and in the output of `docker inspect`. Take it from the environment with `${"+name+"}`, or give it as a secret.", nil)
			}
			for _, e := range environment.Entries {
				if e.Value.Kind == yaml.Scalar {
					check(e.Key.Text, e.Value.Text, entrySpan(e), e.Value.Shared)
				}
			}
			for _, item := range environment.Items {
				name, value, _ := strings.Cut(item.Text, "=")
				check(name, value, item.Span, item.Shared)
			}
		})
	},
}

// noValue matches what is no secret: a switch, or what stands in place of a value.
var noValue = regexp.MustCompile(`(?i)^(?:0|1|true|false|yes|no|on|off|[*x.]+|<.*>)$`)

// secretVariable matches the names of variables that hold secrets.
var secretVariable = regexp.MustCompile(`(?i)(?:^|_)(?:password|passwd|pwd|secret|token|api_?key|private_?key|access_?key|secret_?key)$`)

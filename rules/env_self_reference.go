package rules

import (
	"regexp"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
)

var envSelfReference = &Rule{
	ID:       "env-self-reference",
	Aliases:  []string{"DL3044"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a variable is used in the ENV that defines it",
	Doc: "All values of one ENV are worked out with the variables from before it. A variable\n" +
		"that the same ENV sets is not there yet: what stands in its place is empty.",
	FixDoc: "None: the order of several instructions is yours to choose. Write an ENV of its own below for the value that uses it.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			env, ok := in.Parsed.(*instructions.EnvCommand)
			if !ok || in.Stage == nil {
				continue
			}
			set := map[string]bool{}
			for _, pair := range env.Env {
				set[pair.Key] = true
			}
			for i, pair := range env.Env[:min(len(env.Env), len(in.Args))] {
				for _, name := range references(pair.Value) {
					if set[name] && name != pair.Key && !in.Stage.Defined(name, in) {
						p.Report(in.Args[i].Span, "`"+name+"` is set by this same ENV, so it is not there yet and this value lacks it. Set `"+pair.Key+"` in an ENV of its own below.", nil)
						break
					}
				}
			}
		}
	},
}

// reference matches a variable, or what is escaped or in single quotes and
// therefore none.
var reference = regexp.MustCompile(`\\.|'[^']*'|\$\{?([A-Za-z_][A-Za-z0-9_]*)`)

// references returns the variables that a value uses.
func references(value string) []string {
	var names []string
	for _, m := range reference.FindAllStringSubmatch(value, -1) {
		if m[1] != "" {
			names = append(names, m[1])
		}
	}
	return names
}

package rules

import (
	"strings"

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
			for i, pair := range env.Env {
				for _, other := range env.Env {
					if other.Key != pair.Key && !in.Stage.Defined(other.Key, in) && refersTo(pair.Value, other.Key) && i < len(in.Args) {
						p.Report(in.Args[i].Span, "`"+other.Key+"` is set by this same ENV, so it is not there yet and this value lacks it. Set `"+pair.Key+"` in an ENV of its own below.", nil)
					}
				}
			}
		}
	},
}

// refersTo reports whether a value uses a variable.
func refersTo(value, name string) bool {
	for rest := value; ; {
		at := strings.IndexByte(rest, '$')
		if at < 0 {
			return false
		}
		escaped := at > 0 && rest[at-1] == '\\'
		rest = strings.TrimPrefix(rest[at+1:], "{")
		after, found := strings.CutPrefix(rest, name)
		if found && !escaped && (after == "" || strings.IndexByte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", after[0]) < 0) {
			return true
		}
	}
}

package env

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
)

var SelfReference = &lint.Rule{
	ID:       "env-self-reference",
	Aliases:  []string{"DL3044"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a variable is used in the same ENV that defines it",
	Doc: "All values of one ENV are expanded with the variables set before it. A variable that the\n" +
		"same ENV sets isn't there yet, so it's empty in the other values.",
	FixDoc: "None: the order of several instructions is yours to choose. Set the value that uses the variable in a separate ENV below.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			env, ok := in.Parsed.(*instructions.EnvCommand)
			if !ok || in.Stage == nil {
				continue
			}
			set := map[string]bool{}
			for _, pair := range env.Env {
				set[pair.Key] = true
			}
			for i, pair := range env.Env[:min(len(env.Env), len(in.Args))] {
				if lostValue(env.Env[:i], pair) {
					p.Report(in.Args[i].Span, fmt.Sprintf("The value of `%[1]s` that this ENV sets first is lost: `$%[1]s` is the one from before this ENV. Set `%[1]s` once, or in two ENVs.", pair.Key), nil)
					continue
				}
				for _, name := range references(pair.Value) {
					if set[name] && name != pair.Key && !in.Stage.Defined(name, in) {
						p.Report(in.Args[i].Span, fmt.Sprintf("`%s` isn't set yet here, because this same ENV sets it. Set `%s` in a separate ENV below.", name, pair.Key), nil)
						break
					}
				}
			}
		}
	}),
}

// lostValue reports whether a variable that is set before in the same ENV is meant to be extended.
func lostValue(before []instructions.KeyValuePair, pair instructions.KeyValuePair) bool {
	return slices.Contains(references(pair.Value), pair.Key) &&
		slices.ContainsFunc(before, func(earlier instructions.KeyValuePair) bool { return earlier.Key == pair.Key })
}

// reference matches a variable. It also matches escaped and single-quoted text, so that no
// variable is found in there.
var reference = regexp.MustCompile(`\\.|'[^']*'|\$\{?([A-Za-z_][A-Za-z0-9_]*)`)

// references returns the variables that a value uses.
func references(value string) []string {
	if !strings.Contains(value, "$") {
		return nil // most values
	}
	var names []string
	for _, m := range reference.FindAllStringSubmatch(value, -1) {
		if m[1] != "" {
			names = append(names, m[1])
		}
	}
	return names
}

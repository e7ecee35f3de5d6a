package env

import (
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// reportSecret reports a variable that is named like a secret. If only the name suggests
// one, only the strict profile reports it.
func reportSecret(p *lint.DockerfilePass, stage *dockerfile.Stage, at syntax.Span, name, value, message string) {
	switch {
	case !facts.NamesSecret(name) || facts.CannotBeSecret(name, value):
	case facts.SurelySecret.MatchString(name) && facts.HoldsSecret(value) && (stage == nil || p.File.Ships(stage) || stage.Reached):
		p.Report(at, message, nil)
	default:
		p.ReportStrict(at, message, nil)
	}
}

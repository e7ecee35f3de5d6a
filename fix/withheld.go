package fix

import (
	"errors"
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

// addsError says which rules and checks find more after a fix.
type addsError struct{ names []string }

func (e *addsError) Error() string { return "it adds new findings: " + strings.Join(e.names, ", ") }

// withhold remembers a fix that was rejected for what it adds.
func (p *planner) withhold(f *lint.Finding, err error) {
	var adds *addsError
	if errors.As(err, &adds) {
		p.withheld[fixKey(f)] = adds.names
	}
}

// reword returns a finding's message without its advice where the proof rejected that very change for
// what it adds: nobody shall make by hand what isn't offered because it does harm.
func (p *planner) reword(f *lint.Finding) string {
	if f.Fix == nil || p.withheld[fixKey(f)] == nil {
		return f.Message
	}
	return fmt.Sprintf("%s The usual change isn't suggested here: it leads to %s.", lint.Effect(f.Message), lint.QuoteList(p.withheld[fixKey(f)]))
}

package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var scriptRestartAlways = &Rule{
	ID:       "script-restart-always",
	Kinds:    scriptKinds,
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`docker run --restart always`: the container starts with the system, whoever stopped it",
	Doc: "With `--restart always` a container that somebody stopped is back after the next start of\n" +
		"the machine. Forgotten containers then run in the background, take memory that is not\n" +
		"endless, and take the ports of the same program installed on the host.\n" +
		"`unless-stopped` restarts after a crash and after a reboot as well, but leaves a\n" +
		"container stopped that somebody stopped.\n\n" +
		"On a runner that GitHub throws away it is for readers of the strict profile.",
	FixDoc: "Writes `unless-stopped`: a container that was stopped by hand stays stopped when the machine starts again.",
	Safety: Review,
	Check: func(p *Pass) {
		p.dockerCalls(func(c dockerCall) {
			if !c.is("run", "create", "update") {
				return
			}
			values, words := c.option("--restart")
			for i, value := range values {
				if value != "always" {
					continue
				}
				text := p.File.Text(words[i].Span)
				var fix *Fix
				if at := strings.LastIndex(text, "always"); at >= 0 {
					start := words[i].Span.Start + at
					fix = &Fix{
						Safety: Review, Note: "A container that was stopped by hand stays stopped when the machine starts again.",
						Edits: []Edit{{Span: syntax.Span{Start: start, End: start + len("always")}, New: "unless-stopped"}}, Places: []string{c.Place()},
					}
				}
				p.reportCall(c, words[i].Span, "This container comes back whenever the machine starts, also after somebody stopped it, and runs unnoticed from then on. Write `unless-stopped`, or leave the option out and start it on demand.", fix)
			}
		})
	},
}

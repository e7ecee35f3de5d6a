package rules

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeRestartAlways = &Rule{
	ID:       "compose-restart-always",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`restart: always`: the container starts with the system, whoever stopped it",
	Doc: "With `restart: always` a container that somebody stopped is back after the next start of\n" +
		"the machine. Forgotten containers then run in the background, take memory that is not\n" +
		"endless, and take the ports of the same program installed on the host.\n\n" +
		"`unless-stopped` restarts after a crash and after a reboot as well, but leaves a\n" +
		"container stopped that somebody stopped. Without the line it starts when it is asked\n" +
		"to. In a Swarm, `deploy.restart_policy` decides instead.",
	FixDoc: "Writes `unless-stopped`: a container that was stopped by hand stays stopped when the machine starts again.",
	Safety: Review,
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			restart := s.Get("restart")
			if restart == nil || restart.Text != "always" {
				return
			}
			var fix *Fix
			if restart.Exact && !restart.Shared {
				fix = &Fix{
					Safety: Review, Note: "A container that was stopped by hand stays stopped when the machine starts again; without the line it also stays down after a crash.",
					Edits: []Edit{{Span: restart.Span, New: "unless-stopped"}}, Places: []string{"services." + s.Name + ".restart"},
				}
			}
			p.Report(at(s, "restart"), "This container comes back whenever the machine starts, also after somebody stopped it, and runs unnoticed from then on. Write `unless-stopped`, or drop the line and start it on demand.", fix)
		})
	},
}

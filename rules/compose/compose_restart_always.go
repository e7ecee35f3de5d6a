package compose

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var RestartAlways = &lint.Rule{
	ID:       "compose-restart-always",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`restart: always` starts the container with the machine, even if someone stopped it",
	Doc: "With `restart: always`, a container that somebody stopped comes back the next time the machine\n" +
		"starts. Forgotten containers then run in the background. They use memory, and take ports\n" +
		"from the same program installed on the host.\n\n" +
		"`unless-stopped` also restarts after a crash or a reboot, but a container that somebody\n" +
		"stopped stays stopped. Without the line, the container starts only on demand. In a Swarm,\n" +
		"`deploy.restart_policy` decides instead.",
	FixDoc: "Writes `unless-stopped`: a container stopped by hand stays stopped after a reboot.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			restart := s.Get("restart")
			if restart == nil || restart.Text != "always" {
				return
			}
			var fix *lint.Fix
			if restart.Exact && !restart.Shared {
				fix = &lint.Fix{
					Safety: lint.Review, Note: "A container stopped by hand stays stopped after a reboot. If you remove the line instead, it also stays down after a crash.",
					Edits: []lint.Edit{{Span: restart.Span, New: "unless-stopped"}}, Places: []string{"services." + s.Name + ".restart"},
				}
			}
			p.Report(compose.WrittenAt(s, "restart"), "This container starts with the machine even if someone stopped it. Use `unless-stopped`, or remove the line and start it on demand.", fix)
		})
	}),
}

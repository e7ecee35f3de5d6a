package script

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

var RestartAlways = &lint.Rule{
	ID:       "script-restart-always",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`docker run --restart always` starts the container with the machine, even if someone stopped it",
	Doc: "With `--restart always`, a container that somebody stopped comes back the next time the machine\n" +
		"starts. Forgotten containers then run in the background. They use memory, and take ports\n" +
		"from the same program installed on the host. `unless-stopped` also restarts after a crash or\n" +
		"a reboot, but a container that somebody stopped stays stopped.\n\n" +
		"On a GitHub-hosted runner, which is thrown away afterwards, only the strict profile reports\n" +
		"it.",
	FixDoc: "Writes `unless-stopped`: a container stopped by hand stays stopped after a reboot.",
	Safety: lint.Review,
	Check: lint.Scripts(func(p *lint.ScriptPass) {
		dockerCalls(p.File, func(c dockerCall) {
			if !c.is("run", "create", "update") {
				return
			}
			values, words := c.option("--restart")
			for i, value := range values {
				if value != "always" {
					continue
				}
				text := p.File.Common().Text(words[i].Span)
				var fix *lint.Fix
				if at := strings.LastIndex(text, "always"); at >= 0 {
					start := words[i].Span.Start + at
					fix = &lint.Fix{
						Safety: lint.Review, Note: "A container stopped by hand stays stopped after a reboot.",
						Edits: []lint.Edit{{Span: syntax.Span{Start: start, End: start + len("always")}, New: "unless-stopped"}}, Calls: lint.RewritesWords("docker", "always", "unless-stopped"), Places: []string{c.Where()},
					}
				}
				reportCall(p, c, words[i].Span, "This container starts with the machine even if someone stopped it. Use `unless-stopped`, or remove the option and start it on demand.", fix)
			}
		})
	}),
}

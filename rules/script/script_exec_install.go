package script

import (
	"fmt"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
)

var ExecInstall = &lint.Rule{
	ID:       "script-exec-install",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`docker exec` installs packages in a running container",
	Doc: "A package installed in a running container is in that container only. The next container from\n" +
		"the same image lacks it. Instances differ, dependencies can collide, and bugs can't be\n" +
		"traced, since nothing records what was done. Declared in the Dockerfile, the package is in\n" +
		"every instance and every build.\n\n" +
		"On a GitHub-hosted runner, which is thrown away afterwards, only the strict profile reports\n" +
		"it.",
	FixDoc: "None: the command belongs in the image's Dockerfile.",
	Check: lint.Scripts(func(p *lint.ScriptPass) {
		dockerCalls(p.File, func(c dockerCall) {
			if !c.is("exec", "compose exec") {
				return
			}
			for _, inside := range c.inside().AllCommands() {
				if what := effects.InstallCommand(inside); what != "" {
					reportCall(p, c, c.Span, fmt.Sprintf("`%s` changes only this container: the next one from the same image lacks the packages. Install them in the image's Dockerfile.", what), nil)
					return
				}
			}
		})
	}),
}

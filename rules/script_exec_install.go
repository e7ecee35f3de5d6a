package rules

import (
	"strings"
)

var scriptExecInstall = &Rule{
	ID:       "script-exec-install",
	Kinds:    scriptKinds,
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`docker exec` installs something in a running container",
	Doc: "What is installed in a running container is in that one only: the next one, made from the\n" +
		"same image, lacks it. Instances differ, dependencies collide, and a mistake cannot be\n" +
		"traced, since nothing says what was done. Declared in the Dockerfile, every instance is\n" +
		"identical and every build the same.\n\n" +
		"On a runner that GitHub throws away it is for readers of the strict profile.",
	FixDoc: "None: the command belongs into the image's Dockerfile.",
	Check: func(p *Pass) {
		p.dockerCalls(func(c dockerCall) {
			if !c.is("exec", "compose exec") {
				return
			}
			text := strings.Join(c.Values()[c.rest:], " ")
			if what := installsAtStart.FindStringSubmatch(text); what != nil {
				p.reportCall(c, c.Span, "`"+strings.Join(strings.Fields(what[1]), " ")+"` changes this one container: the next one from the same image lacks it, and nothing says why they differ. Put it into the image's Dockerfile.", nil)
			}
		})
	},
}

package rules

import (
	"slices"
	"strings"
)

var scriptRunNoVolume = &Rule{
	ID:       "script-run-no-volume",
	Kinds:    scriptKinds,
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`docker run` of a database without a volume",
	Doc: "The data of this database is inside the container, or in a volume without a name that\n" +
		"nobody finds again, and goes when the container is replaced. A named volume stays.\n\n" +
		"With `--rm`, in a script or a target that by its name is for tests, and on a runner that\n" +
		"GitHub throws away, the data is meant to go.",
	FixDoc: "None: what the volume is to be called, and whether there is data to move, only you can say.",
	Check: func(p *Pass) {
		if forTests.MatchString(p.File.Path) {
			return
		}
		p.dockerCalls(func(c dockerCall) {
			at, ok := c.image()
			if !c.is("run") || !ok || c.OnRunner || forTests.MatchString(c.Name) {
				return
			}
			known, ok := storeNamed(c.Words[at].Value)
			options := c.Values()[c.rest:at]
			mounted := slices.ContainsFunc(options, func(o string) bool {
				name, _, _ := strings.Cut(o, "=")
				return slices.Contains([]string{"-v", "--volume", "--mount", "--volumes-from", "--tmpfs", "--rm"}, name) || strings.HasPrefix(o, "-v")
			})
			if ok && len(known.data) > 0 && !mounted {
				p.Report(c.Words[at].Span, known.name+" keeps its data inside this container, and it goes when the container is replaced. Give `"+known.data[0]+"` a named volume with `-v`.", nil)
			}
		})
	},
}

package rules

import (
	"fmt"
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
	Doc: "The data of this database is inside the container, or in an unnamed volume that's hard to find\n" +
		"again. It's lost when the container is replaced. A named volume stays.\n\n" +
		"The rule assumes the data isn't needed later with `--rm`, on a GitHub-hosted runner, and in\n" +
		"scripts or Makefile targets that are for tests, going by their names.",
	FixDoc: "None: only you can say what to call the volume, and whether there is data to move.",
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
				p.Report(c.Words[at].Span, fmt.Sprintf(
					"Replacing this container can lose %s's data. Mount a named volume on `%s` with `-v`.", known.name, known.data[0]), nil)
			}
		})
	},
}

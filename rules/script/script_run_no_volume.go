package script

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
)

var RunNoVolume = &lint.Rule{
	ID:       "script-run-no-volume",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`docker run` of a database without a volume",
	Doc: "The data of this database is inside the container, or in an unnamed volume that's hard to find\n" +
		"again. It's lost when the container is replaced. A named volume stays.\n\n" +
		"The rule assumes the data isn't needed later with `--rm`, on a GitHub-hosted runner, and in\n" +
		"scripts or Makefile targets that are for tests, going by their names.",
	FixDoc: "None: only you can say what to call the volume, and whether there is data to move.",
	Check: lint.Scripts(func(p *lint.ScriptPass) {
		if facts.IsTestOnly(p.File.Common().Path) {
			return
		}
		dockerCalls(p.File, func(c dockerCall) {
			at, ok := c.image()
			if !c.is("run") || !ok || c.Script.Ephemeral || facts.IsTestOnly(c.Script.Name) {
				return
			}
			known, ok := images.StoreNamed(c.Words[at].Value)
			options := c.Values()[c.rest:at]
			mounted := slices.ContainsFunc(options, func(o string) bool {
				name, _, _ := strings.Cut(o, "=")
				return slices.Contains([]string{"-v", "--volume", "--mount", "--volumes-from", "--tmpfs", "--rm"}, name) || strings.HasPrefix(o, "-v")
			})
			if ok && len(known.Data) > 0 && !mounted {
				p.Report(c.Words[at].Span, fmt.Sprintf(
					"Replacing this container can lose %s's data. Mount a named volume on %s with `-v`.", known.Name, known.Place()), nil)
			}
		})
	}),
}

package start

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var UserNumeric = &lint.Rule{
	ID:       "user-numeric",
	Aliases:  []string{"DL3066"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "USER has a name where Kubernetes needs a number",
	Doc: "Kubernetes' `runAsNonRoot` reads only the image, which doesn't tell what number a name\n" +
		"stands for. It then refuses to start the container. It can check a number.",
	FixDoc: "None: the user's number is in the image.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		final := p.File.FinalStage()
		in := final.Inherited("USER")
		if in == nil || len(in.Args) == 0 {
			return
		}
		name, _, _ := strings.Cut(strings.Trim(in.Args[0].Text, `"'`), ":")
		if _, err := strconv.Atoi(name); err != nil && name != "root" && !strings.Contains(name, "$") {
			p.Report(in.Args[0].Span, fmt.Sprintf("Kubernetes' `runAsNonRoot` refuses to start the container: it can't tell the number of user `%s`. Write the number.", name), nil)
		}
	}),
}

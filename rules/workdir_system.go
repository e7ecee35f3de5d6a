package rules

import (
	"path"
	"slices"
	"strings"
)

var workdirSystem = &Rule{
	ID:       "workdir-system",
	Aliases:  []string{"DS-0030"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "the working directory is one of the system",
	Doc: "The program's files stand among those of the system then: what it writes may overwrite\n" +
		"them, and an update of the base image what it brought.",
	FixDoc: "None: the folder of its own that is right only you can say, such as `/app` or `/srv`.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			if in.Name != "WORKDIR" || len(in.Args) == 0 {
				continue
			}
			dir := path.Clean(strings.Trim(in.Args[0].Text, `"'`))
			if slices.Contains([]string{"/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr", "/var"}, dir) {
				p.Report(in.Args[0].Span, "`"+dir+"` belongs to the system: what the program writes here may overwrite its files. Give the program a folder of its own.", nil)
			}
		}
	},
}

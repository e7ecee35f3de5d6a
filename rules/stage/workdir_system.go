package stage

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var WorkdirSystem = &lint.Rule{
	ID:       "workdir-system",
	Aliases:  []string{"DS-0030"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "the working directory is a system directory",
	Doc: "The program's files then mix with the system's. What the program writes may overwrite\n" +
		"system files, and an update of the base image may overwrite the program's.",
	FixDoc: "None: only you know the right folder for the program, such as `/app` or `/srv`.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "WORKDIR" || len(in.Args) == 0 {
				continue
			}
			dir := path.Clean(strings.Trim(in.Args[0].Text, `"'`))
			if slices.Contains([]string{"/bin", "/boot", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr", "/var"}, dir) {
				p.Report(in.Args[0].Span, fmt.Sprintf("What the program writes here may overwrite system files: `%s` belongs to the system. Give the program its own folder.", dir), nil)
			}
		}
	}),
}

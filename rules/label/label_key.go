package label

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var Key = &lint.Rule{
	ID:       "label-key",
	Aliases:  []string{"DL3048"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a label name that breaks Docker's naming guidelines",
	Doc: "Docker's documentation asks for label names in lower case that begin with a letter and\n" +
		"end with a letter or a digit, with single dots and hyphens in between. The prefixes\n" +
		"`com.docker.`, `io.docker.` and `org.dockerproject.` belong to Docker. Others find a label\n" +
		"by its name, so nobody finds one with an unexpected name.",
	FixDoc: "None: only you know which name others look for.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			for _, l := range labels(in) {
				switch {
				case strings.HasPrefix(l.key, "com.docker.") || strings.HasPrefix(l.key, "io.docker.") || strings.HasPrefix(l.key, "org.dockerproject."):
					p.Report(l.at, fmt.Sprintf("Docker reserves the prefix of `%s` and may give it a meaning. Choose a name that begins with your own domain.", l.key), nil)
				case !labelName.MatchString(l.key):
					p.Report(l.at, fmt.Sprintf("Tools may not find `%s`, because it isn't a usual label name. Use lower-case letters, digits, and single dots and hyphens between them.", l.key), nil)
				}
			}
		}
	}),
}

// labelName matches names that follow the documentation.
// https://docs.docker.com/engine/manage-resources/labels/
var labelName = regexp.MustCompile(`^[a-z](?:[a-z0-9]|[.-][a-z0-9])*$`)

package rules

import (
	"regexp"
	"strings"
)

var labelKey = &Rule{
	ID:       "label-key",
	Aliases:  []string{"DL3048"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a label whose name breaks the rules for names",
	Doc: "Names of labels are in lower case, begin with a letter, end with a letter or a\n" +
		"digit, and have single dots and hyphens in between, says Docker's documentation. The\n" +
		"beginnings `com.docker.`, `io.docker.` and `org.dockerproject.` belong to Docker.\n" +
		"Others find a label by its name, so one that nobody expects is not found.",
	FixDoc: "None: what others look for only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			for _, l := range labels(in) {
				switch {
				case strings.HasPrefix(l.key, "com.docker.") || strings.HasPrefix(l.key, "io.docker.") || strings.HasPrefix(l.key, "org.dockerproject."):
					p.Report(l.at, "Labels that begin like `"+l.key+"` are Docker's own, and may mean something to it. Take a name that begins with a domain of yours.", nil)
				case !labelName.MatchString(l.key):
					p.Report(l.at, "`"+l.key+"` is no name that labels usually have, so tools may not find it. Use lower-case letters, digits, and single dots and hyphens between them.", nil)
				}
			}
		}
	},
}

// labelName matches the names that the documentation asks for.
// https://docs.docker.com/engine/manage-resources/labels/
var labelName = regexp.MustCompile(`^[a-z](?:[a-z0-9]|[.-][a-z0-9])*$`)

package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeImageUntagged = &Rule{
	ID:       "compose-image-untagged",
	Kinds:    []syntax.Kind{syntax.Compose},
	Aliases:  []string{"service-image-require-explicit-tag"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a service's image has no version",
	Doc: "Without a tag, or with `latest`, the next pull brings another program: a database of a\n" +
		"new major version does not read the old one's files. A service that is built here\n" +
		"needs none: its image's name is only what the build is called.",
	FixDoc: "None: which version runs today only `docker image inspect` tells.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			image := s.Get("image")
			if image == nil || image.Kind != yaml.Scalar || s.Get("build") != nil || strings.ContainsAny(image.Text, "$@") || image.Text == "" {
				return
			}
			name, tag, tagged := strings.Cut(image.Text[strings.LastIndex(image.Text, "/")+1:], ":")
			if tagged && tag != "latest" {
				return
			}
			p.Report(at(s, "image"), "The next pull of `"+name+"` may bring another version, and what ran yesterday no longer does. Name the version that you run, as in `"+name+":1.2`.", nil)
		})
	},
}

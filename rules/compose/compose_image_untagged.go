package compose

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var ImageUntagged = &lint.Rule{
	ID:       "compose-image-untagged",
	Aliases:  []string{"service-image-require-explicit-tag"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a service's image has no version",
	Doc: "Without a tag, or with `latest`, the next pull can bring a different version. A database of\n" +
		"a new major version, for example, can't read the old one's files. A service that's built\n" +
		"here needs no tag: its image name only says what to call the build.",
	FixDoc: "None: only `docker image inspect` can say which version runs today.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			image := s.Get("image")
			if image == nil || image.Kind != yaml.Scalar || s.Get("build") != nil || strings.ContainsAny(image.Text, "$@") || image.Text == "" {
				return
			}
			name, tag, tagged := strings.Cut(image.Text[strings.LastIndex(image.Text, "/")+1:], ":")
			if tagged && tag != "latest" {
				return
			}
			p.Report(compose.At(s, "image"), fmt.Sprintf(
				"The next pull of `%s` may bring a version that breaks this service. Pin the version you run, for example `%s:1.2`.",
				name, name), nil)
		})
	}),
}

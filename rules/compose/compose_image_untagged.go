package compose

import (
	"slices"
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
	Doc: "Without a tag, or with `latest` in it, the next pull can bring a different version. A database of\n" +
		"a new major version, for example, can't read the old one's files. An image that the\n" +
		"repository builds needs no tag, be it this service's or one that another Compose file, a\n" +
		"script, a workflow or a bake file builds or pushes.",
	FixDoc: "None: only `docker image inspect` can say which version runs today.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			image := s.Get("image")
			if image == nil || image.Kind != yaml.Scalar || s.Get("build") != nil || strings.ContainsAny(image.Text, "$@") || image.Text == "" {
				return
			}
			folder := strings.LastIndex(image.Text, "/") + 1
			_, tag, tagged := strings.Cut(image.Text[folder:], ":")
			if tagged && !slices.Contains(strings.Split(tag, "-"), "latest") || slices.Contains(p.File.BuiltImages(), image.Text) || p.Facts.PublishesImage(image.Text) {
				return
			}
			p.Report(compose.WrittenAt(s, "image"), "The next pull may bring a version that breaks this service. Pin the version you run.", nil)
		})
	}),
}

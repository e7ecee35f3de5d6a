package base

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
)

var FromTrustedRegistry = &lint.Rule{
	ID:       "from-trusted-registry",
	Aliases:  []string{"DL3026"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an image from a registry that isn't on your list",
	Doc: "An image is someone else's program running on your data. If the settings list the\n" +
		"registries you trust (`trusted-registries`), images from all others are reported.\n" +
		"Without a list the rule is silent.",
	FixDoc: "None: Drydock can't tell whether a registry you trust also has the image.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		trusted := p.Options.TrustedRegistries
		if len(trusted) == 0 {
			return
		}
		for _, stage := range p.File.Stages {
			if stage.Parent != nil || !stage.BaseKnown || stage.Base == "scratch" || len(stage.From.Args) == 0 || p.Facts.IsLocalImage(p.File, stage.Base) {
				continue
			}
			registry, repository, ok := images.Place(stage.Base)
			if ok && !slices.ContainsFunc(trusted, func(pattern string) bool { return matchesRegistry(pattern, registry, repository) }) {
				p.Report(stage.From.Args[0].Span, fmt.Sprintf("This image comes from `%s`, which isn't a trusted registry here. Use a trusted one, or add this one to `trusted-registries`.", registry), nil)
			}
		}
	}),
}

// matchesRegistry reports whether an entry of the settings covers an image. The entry is a
// registry, where * matches anything but a slash, with or without the beginning of a path.
func matchesRegistry(pattern, registry, repository string) bool {
	host, folder, deep := strings.Cut(pattern, "/")
	matches, err := path.Match(host, registry)
	return err == nil && matches && (!deep || strings.HasPrefix(repository+"/", strings.TrimSuffix(folder, "/")+"/"))
}

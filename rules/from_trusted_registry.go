package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
)

var fromTrustedRegistry = &Rule{
	ID:       "from-trusted-registry",
	Aliases:  []string{"DL3026"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an image from a registry that is not on your list",
	Doc: "An image is a program of somebody's that runs with your data. Where the settings list\n" +
		"the registries that you trust (`trusted-registries`), images of all others are\n" +
		"reported. Without a list the rule is silent.",
	FixDoc: "None: whether the image is also in a registry that you trust cannot be seen from here.",
	Check: func(p *Pass) {
		trusted := p.Settings.TrustedRegistries
		if len(trusted) == 0 {
			return
		}
		for _, stage := range p.File.Stages {
			if stage.Parent != nil || !stage.BaseKnown || stage.Base == "scratch" || len(stage.From.Args) == 0 {
				continue
			}
			registry, repository, ok := images.Place(stage.Base)
			if ok && !slices.ContainsFunc(trusted, func(pattern string) bool { return matchesRegistry(pattern, registry, repository) }) {
				p.Report(stage.From.Args[0].Span, "`"+registry+"` is not among the registries that this repository trusts. Take the image from one of them, or add it to `trusted-registries`.", nil)
			}
		}
	},
}

// matchesRegistry reports whether an entry of the settings covers an image: it
// names a registry, with * for any letters but a slash, or a registry and the
// beginning of a path.
func matchesRegistry(pattern, registry, repository string) bool {
	host, folder, deep := strings.Cut(pattern, "/")
	matches, err := path.Match(host, registry)
	return err == nil && matches && (!deep || strings.HasPrefix(repository+"/", strings.TrimSuffix(folder, "/")+"/"))
}

package base

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
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
		if len(p.Options.TrustedRegistries) == 0 {
			return
		}
		for _, stage := range p.File.Stages {
			if stage.Parent == nil && stage.BaseKnown && stage.Base != "scratch" && len(stage.From.Args) > 0 && !p.Facts.IsLocalImage(p.File, stage.Base) {
				checkRegistry(p, stage.Base, stage.From.Args[0].Span)
			}
		}
		for in := range p.File.Triggered() {
			for _, flag := range in.Flags {
				// Without a tag or a path it may be a stage or another build context.
				if name := imageCopiedFrom(in, flag); strings.ContainsAny(name, "/:@") && !strings.Contains(name, "$") && !p.Facts.IsLocalImage(p.File, name) {
					checkRegistry(p, name, flag.Span)
				}
			}
		}
	}),
}

func checkRegistry(p *lint.DockerfilePass, image string, at syntax.Span) {
	registry, repository, ok := images.Place(image)
	if ok && !slices.ContainsFunc(p.Options.TrustedRegistries, func(pattern string) bool { return matchesRegistry(pattern, registry, repository) }) {
		p.Report(at, fmt.Sprintf("This image comes from `%s`, which isn't a trusted registry here. Use a trusted one, or add this one to `trusted-registries`.", registry), nil)
	}
}

// imageCopiedFrom returns the image or stage that a flag takes files from, "" for none.
func imageCopiedFrom(in *dockerfile.Instruction, flag dockerfile.Flag) string {
	switch {
	case in.Name == "COPY" && flag.Name == "from":
		return flag.Value
	case in.Name == "RUN" && flag.Name == "mount":
		for option := range strings.SplitSeq(flag.Value, ",") {
			if name, ok := strings.CutPrefix(option, "from="); ok {
				return name
			}
		}
	}
	return ""
}

// matchesRegistry reports whether an entry of the settings covers an image. The entry is a
// registry, where * matches anything but a slash, with or without the beginning of a path.
func matchesRegistry(pattern, registry, repository string) bool {
	host, folder, deep := strings.Cut(pattern, "/")
	matches, err := path.Match(host, registry)
	return err == nil && matches && (!deep || strings.HasPrefix(repository+"/", strings.TrimSuffix(folder, "/")+"/"))
}

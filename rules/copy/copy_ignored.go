package copy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var Ignored = &lint.Rule{
	ID:       "copy-ignored",
	BuildKit: []string{"CopyIgnoredFile"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a COPY of a file that `.dockerignore` excludes",
	Doc: "Files that `.dockerignore` excludes aren't sent to the build. A COPY of one fails with\n" +
		"\"not found\", although the file is there. BuildKit's check of this name needs the build\n" +
		"context; Drydock reads the repository instead. As for BuildKit, the last pattern that matches\n" +
		"counts, `!` includes again, and `Dockerfile.dockerignore` beside the Dockerfile replaces the\n" +
		"context's own file. The rule is silent if the repository isn't available. If the\n" +
		"[build context](../build-context.md) isn't known, it reports only what each folder\n" +
		"that it may be excludes.",
	FixDoc: "None: either the COPY or the line in `.dockerignore` is wrong, and the file doesn't say which.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		ignore := ".dockerignore"
		if own := p.File.Path + ignore; p.Facts.Tree != nil && !p.Facts.IsMissing(own) {
			ignore = path.Base(own)
		}
		for _, in := range p.File.Instructions {
			sources, _, ok := in.Sources()
			if !ok || in.HasFlag("from") {
				continue
			}
			for _, s := range sources {
				name := strings.TrimPrefix(path.Clean("/"+s.Text), "/")
				if name != "" && !strings.ContainsAny(s.Text, "$*?[<:\"'") && isExcluded(p.Facts, p.File, name) {
					p.Report(s.Span, fmt.Sprintf("This fails with \"not found\", because `%s` excludes `%s`. Stop excluding it, or drop the copy.", ignore, name), nil)
				}
			}
		}
	}),
}

// isExcluded reports whether every context that a Dockerfile may be built from leaves a file out.
func isExcluded(known *facts.Facts, file *dockerfile.File, name string) bool {
	folders := known.ContextFolders(file)
	if len(folders) == 0 {
		folders = known.PossibleFolders(file)
	}
	return len(folders) > 0 && !slices.ContainsFunc(folders, func(folder string) bool {
		context := known.ContextAt(file, folder)
		return context == nil || !context.Excludes(name)
	})
}

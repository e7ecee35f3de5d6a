package copy

import (
	"fmt"
	"path"
	"strings"

	"github.com/moby/patternmatcher"

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
		"context; Drydock reads the repository instead. The rule is silent if the repository isn't\n" +
		"available, or if `.dockerignore` has exceptions (`!`). It's also silent if there is one\n" +
		"both in the root and beside the Dockerfile. It's a warning if another folder may be the build\n" +
		"context.",
	FixDoc: "None: either the COPY or the line in `.dockerignore` is wrong, and the file doesn't say which.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		ignored, root := dockerignore(p.Facts, p.File)
		if ignored == nil || ignored.Exclusions() {
			return
		}
		for _, in := range p.File.Instructions {
			sources, _, ok := in.Sources()
			if !ok || in.HasFlag("from") {
				continue
			}
			for _, s := range sources {
				name := strings.TrimPrefix(path.Clean("/"+s.Text), "/")
				if name == "" || strings.ContainsAny(s.Text, "$*?[<:\"'") {
					continue
				}
				if match, err := ignored.MatchesOrParentMatches(name); err == nil && match {
					reportIgnored(p, s, name, root)
				}
			}
		}
	}),
}

// reportIgnored reports a source that is excluded if the build context is a folder, which is "" where
// it can't be another.
func reportIgnored(p *lint.DockerfilePass, source dockerfile.Arg, name, root string) {
	if root == "" {
		p.Report(source.Span, fmt.Sprintf("This fails with \"not found\", because `.dockerignore` excludes `%s`. Stop excluding it, or drop the copy.", name), nil)
		return
	}
	p.WithSeverity(lint.Warning).Report(source.Span, fmt.Sprintf("With %s as the build context, this fails with \"not found\", because `.dockerignore` excludes `%s`. Stop excluding it, or drop the copy.", root, name), nil)
}

// dockerignore returns the patterns that apply to the build, or nil if there are none or it's not
// clear which file applies. The build context may be the repository's root or the Dockerfile's folder;
// root names, for people, the one to which the patterns apply, "" where they apply in any case.
func dockerignore(known *facts.Facts, file *dockerfile.File) (found *patternmatcher.PatternMatcher, root string) {
	if known.Tree == nil {
		return nil, ""
	}
	dir := path.Dir(file.Path)
	if ignored, err := known.ReadIgnore(file.Path + ".dockerignore"); ignored != nil || err != nil {
		return ignored, ""
	}
	ignored, err := known.ReadIgnore(".dockerignore")
	if err != nil || dir == "." {
		return ignored, ""
	}
	own, err := known.ReadIgnore(path.Join(dir, ".dockerignore"))
	switch {
	case err != nil || ignored != nil && own != nil:
		return nil, ""
	case own != nil:
		return own, "`" + dir + "`"
	}
	return ignored, "the repository's root"
}

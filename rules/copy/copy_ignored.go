package copy

import (
	"fmt"
	"io/fs"
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
		"both in the root and beside the Dockerfile.",
	FixDoc: "None: either the COPY or the line in `.dockerignore` is wrong, and the file doesn't say which.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		ignored := dockerignore(p.Facts, p.File)
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
					reportIgnored(p, s, name)
				}
			}
		}
	}),
}

func reportIgnored(p *lint.DockerfilePass, source dockerfile.Arg, name string) {
	p.Report(source.Span, fmt.Sprintf("This fails with \"not found\", because `.dockerignore` excludes `%s`. Stop excluding it, or drop the copy.", name), nil)
}

// dockerignore returns the patterns that apply to the build, or nil if there are none or
// it's not clear which file applies. The build context may be the repository's root or the
// Dockerfile's folder.
func dockerignore(known *facts.Facts, file *dockerfile.File) *patternmatcher.PatternMatcher {
	if known.Tree == nil {
		return nil
	}
	dir := path.Dir(file.Path)
	names := []string{file.Path + ".dockerignore"}
	if _, err := fs.Stat(known.Tree, names[0]); err != nil {
		names = []string{".dockerignore"}
		if dir != "." {
			names = append(names, path.Join(dir, ".dockerignore"))
		}
	}
	var found *patternmatcher.PatternMatcher
	for _, name := range names {
		ignored, err := known.ReadIgnore(name)
		if err != nil || ignored != nil && found != nil {
			return nil
		}
		if ignored != nil {
			found = ignored
		}
	}
	return found
}

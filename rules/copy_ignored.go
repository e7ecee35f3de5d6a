package rules

import (
	"io/fs"
	"path"
	"strings"

	"github.com/moby/patternmatcher"

	"github.com/drydock-dev/drydock/syntax"
)

var copyIgnored = &Rule{
	ID:       "copy-ignored",
	BuildKit: []string{"CopyIgnoredFile"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a COPY of what `.dockerignore` keeps out of the build",
	Doc: "What `.dockerignore` excludes is not sent to the build, so a COPY of it fails with\n" +
		"\"not found\", although the file is there. BuildKit's check of this name needs the\n" +
		"build context; here the repository stands in for it, and the rule is silent where\n" +
		"the repository is not at hand or has a `.dockerignore` both in its root and beside\n" +
		"the Dockerfile, or one with exceptions (`!`).",
	FixDoc: "None: either the COPY or the line in `.dockerignore` is wrong, and the file does not say which.",
	Check: func(p *Pass) {
		ignored := p.dockerignore()
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
					p.reportIgnored(s, name)
				}
			}
		}
	},
}

func (p *Pass) reportIgnored(source syntax.Arg, name string) {
	p.Report(source.Span, "`.dockerignore` keeps `"+name+"` out of the build, so this fails with \"not found\". Take it out of `.dockerignore`, or drop the copy.", nil)
}

// dockerignore returns the patterns that hold for the build, nil when there
// are none or it is not clear which file holds: the build context is the
// repository's root or the Dockerfile's folder.
func (p *Pass) dockerignore() *patternmatcher.PatternMatcher {
	if p.Tree == nil {
		return nil
	}
	dir := path.Dir(p.File.Path)
	names := []string{p.File.Path + ".dockerignore"}
	if _, err := fs.Stat(p.Tree, names[0]); err != nil {
		names = []string{".dockerignore"}
		if dir != "." {
			names = append(names, path.Join(dir, ".dockerignore"))
		}
	}
	var found *patternmatcher.PatternMatcher
	for _, name := range names {
		ignored, err := p.readIgnore(name)
		if err != nil || ignored != nil && found != nil {
			return nil
		}
		if ignored != nil {
			found = ignored
		}
	}
	return found
}

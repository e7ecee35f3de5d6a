package rules

import (
	"regexp"
	"slices"
	"strings"
)

// ignoreComment matches the comments that switch rules off: Drydock's own,
// hadolint's and BuildKit's. Groups: "global" or "", and the list of names.
//
//	# drydock ignore=run-apt-yes,DL3009 because …
//	# drydock global ignore=user-root
//	# hadolint ignore=DL3008
//	# check=skip=StageNameCasing
var ignoreComment = regexp.MustCompile(`^(?:(?:drydock|hadolint)\s+(global\s+)?ignore|check\s*=\s*skip)\s*=\s*([A-Za-z0-9_-]+(?:\s*,\s*[A-Za-z0-9_-]+)*)`)

// withoutIgnored returns the findings that no comment of the file switches
// off. A comment holds for the instruction below it; a global one, and
// BuildKit's directive at the top, for the file.
func (p *Pass) withoutIgnored() []Finding {
	type ignore struct{ first, last int } // lines it holds for
	ignores := map[string][]ignore{}
	next := 0
	for _, c := range p.File.Comments {
		m := ignoreComment.FindStringSubmatch(c.Text)
		if m == nil {
			continue
		}
		for next < len(p.File.Instructions) && p.File.Instructions[next].EndLine < c.Line {
			next++
		}
		scope := ignore{1, p.File.Lines()}
		if topDirective := strings.HasPrefix(c.Text, "check") && next == 0; m[1] == "" && !topDirective && next < len(p.File.Instructions) {
			scope = ignore{p.File.Instructions[next].Line, p.File.Instructions[next].EndLine}
		}
		for name := range strings.SplitSeq(m[2], ",") {
			ignores[strings.TrimSpace(name)] = append(ignores[strings.TrimSpace(name)], scope)
		}
	}
	if len(ignores) == 0 {
		return p.findings
	}
	return slices.DeleteFunc(p.findings, func(f Finding) bool {
		return slices.ContainsFunc(f.Rule.Names(), func(name string) bool {
			return slices.ContainsFunc(ignores[name], func(i ignore) bool {
				return i.first <= f.Start.Line && f.Start.Line <= i.last
			})
		})
	})
}

package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// ignoreComment matches the comments that switch rules off: Drydock's own,
// hadolint's and BuildKit's. Groups: whose it is, "global" or "", and the list
// of names; for BuildKit's the list is the second last group.
//
//	# drydock ignore=run-apt-yes,DL3009 because …
//	# drydock global ignore=user-root
//	# hadolint ignore=DL3008
//	# check=skip=StageNameCasing;error=true
var ignoreComment = regexp.MustCompile(`^(?:(drydock|hadolint)\s+(global\s+)?ignore|(check)\s*=\s*(?:[^;]*;\s*)?skip)\s*=\s*([A-Za-z0-9_-]+(?:\s*,\s*[A-Za-z0-9_-]+)*)`)

// errorOnChecks matches BuildKit's directive that makes its checks errors.
var errorOnChecks = regexp.MustCompile(`(?i)^check\s*=.*\berror\s*=\s*(?:true|t|1)\b`)

// ignore is a name that a comment switches off, for some lines.
type ignore struct {
	comment     syntax.Comment
	name        string // as written: an id, an alias, or BuildKit's "all"
	first, last int
	used        bool
}

// parseIgnore returns the names that a comment switches off. file is true when
// it speaks of the whole file wherever it stands.
func parseIgnore(c syntax.Comment) (names []string, file, ok bool) {
	m := ignoreComment.FindStringSubmatch(c.Text)
	if m == nil {
		return nil, false, false
	}
	for name := range strings.SplitSeq(m[4], ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return names, m[2] != "", true
}

// ignores returns what the file's comments switch off. A comment holds for the
// instruction below it; a global one, and BuildKit's directive at the top, for
// the file.
func (p *Pass) ignores() []ignore {
	var all []ignore
	next := 0
	for _, c := range p.File.Comments {
		names, file, ok := parseIgnore(c)
		if !ok || p.Settings.NoIgnoreComments && strings.HasPrefix(c.Text, "hadolint") {
			continue
		}
		for next < len(p.File.Instructions) && p.File.Instructions[next].EndLine < c.Line {
			next++
		}
		i := ignore{comment: c, first: 1, last: p.File.Lines()}
		if p.File.Kind() != syntax.Dockerfile && !file {
			i.first, i.last = c.Line+1, c.Line+1
		} else if topDirective := strings.HasPrefix(c.Text, "check") && next == 0; !file && !topDirective && next < len(p.File.Instructions) {
			i.first, i.last = p.File.Instructions[next].Line, p.File.Instructions[next].EndLine
		}
		for _, i.name = range names {
			all = append(all, i)
		}
	}
	return all
}

// switchesOff reports whether an ignore holds for a finding.
func (i *ignore) switchesOff(f *Finding) bool {
	return i.first <= f.Start.Line && f.Start.Line <= i.last &&
		(slices.Contains(f.Names(), i.name) || i.name == "all" && len(f.Rule.BuildKit) > 0)
}

// applyComments takes out the findings that a comment of the file switches off,
// reports the comments that switch off nothing, and raises BuildKit's checks to
// errors where the file asks for that.
func (p *Pass) applyComments() {
	ignores := p.ignores()
	if len(ignores) > 0 {
		p.findings = slices.DeleteFunc(p.findings, func(f Finding) bool {
			off := false
			for i := range ignores {
				if ignores[i].switchesOff(&f) {
					ignores[i].used, off = true, true
				}
			}
			return off
		})
		p.rule = unusedIgnore
		p.reportUnused(ignores)
	}
	if slices.ContainsFunc(p.File.Comments, func(c syntax.Comment) bool { return errorOnChecks.MatchString(c.Text) }) {
		for i := range p.findings {
			if len(p.findings[i].Rule.BuildKit) > 0 {
				p.findings[i].Severity = Error
			}
		}
	}
}

// reportUnused reports the ignores that no finding has met. Of a rule that is
// not run here it is not known whether it would have had one, and this rule's own
// name is there to keep it silent.
func (p *Pass) reportUnused(ignores []ignore) {
	for _, i := range ignores {
		if i.used || slices.ContainsFunc(ignores, func(o ignore) bool { return o.name == unusedIgnore.ID && o.first <= i.last && i.first <= o.last }) {
			continue
		}
		rule, err := Find(i.name)
		switch {
		case i.name == "all" || shellCode.MatchString(i.name):
		case err != nil:
			p.Report(i.comment.Span, "No rule is called `"+i.name+"`, so this comment switches nothing off: "+err.Error()+".", nil)
		case p.Settings.runs(rule) && p.Settings.Profile == Strict:
			p.Report(i.comment.Span, "`"+i.name+"` finds nothing here, so this comment only hides the next mistake. Take the name out.", nil)
		}
	}
}

package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// ignoreComment matches the comments that turn rules off: Drydock's own, hadolint's and BuildKit's.
// Groups: whose it is; "global" or ""; BuildKit's "check"; the list of names.
//
//	# drydock ignore=run-apt-yes,DL3009 because …
//	# drydock global ignore=user-root
//	# hadolint ignore=DL3008
//	# check=skip=StageNameCasing;error=true
var ignoreComment = regexp.MustCompile(`^(?:(drydock|hadolint)\s+(global\s+)?ignore|(check)\s*=\s*(?:[^;]*;\s*)?skip)\s*=\s*([A-Za-z0-9_-]+(?:\s*,\s*[A-Za-z0-9_-]+)*)`)

// errorOnChecks matches BuildKit's directive that makes its checks errors.
var errorOnChecks = regexp.MustCompile(`(?i)^check\s*=.*\berror\s*=\s*(?:true|t|1)\b`)

// ignore is a name that a comment turns off, for some lines (1-based, inclusive).
type ignore struct {
	comment     syntax.Comment
	name        string // as written: an id, an alias, or BuildKit's "all"
	first, last int
	used        bool
}

// parseIgnore returns the names that a comment turns off. global is true when it counts for the whole
// file wherever it stands.
func parseIgnore(c syntax.Comment) (names []string, global, ok bool) {
	m := ignoreComment.FindStringSubmatch(c.Text)
	if m == nil {
		return nil, false, false
	}
	for name := range strings.SplitSeq(m[4], ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return names, m[2] != "", true
}

// ignoresIn returns what the file's comments turn off. A comment counts for what stands below it; a
// global one, and BuildKit's directive at the top, for the file. Comments inside embedded files count
// there.
func (s Settings) ignoresIn(file syntax.File, embedded []syntax.Span) []ignore {
	var all []ignore
	content := file.Common()
	for _, c := range content.Comments {
		names, global, ok := parseIgnore(c)
		if !ok || s.NoIgnoreComments && strings.HasPrefix(c.Text, "hadolint") || slices.ContainsFunc(embedded, func(e syntax.Span) bool { return e.Contains(c.Span) }) {
			continue
		}
		i := ignore{comment: c, first: c.Line + 1, last: c.Line + 1}
		below := true
		if f, ok := file.(scoper); ok {
			i.first, i.last, below = f.Below(c, strings.HasPrefix(c.Text, "check"))
		}
		if global || !below {
			i.first, i.last = 1, content.Lines()
		}
		for _, i.name = range names {
			all = append(all, i)
		}
	}
	return all
}

// scoper is a file whose comments count for more than the next line.
type scoper interface {
	// Below returns the lines of what stands below a comment; ok is false when that is the
	// whole file.
	Below(c syntax.Comment, directive bool) (first, last int, ok bool)
}

// turnsOff reports whether an ignore counts for a finding.
func (i *ignore) turnsOff(f *lint.Finding) bool {
	return i.first <= f.Start.Line && f.Start.Line <= i.last &&
		(slices.Contains(f.Names(), i.name) || i.name == "all" && len(f.Rule.BuildKit) > 0)
}

// applyComments removes the findings that a comment of the file turns off, reports the comments that
// turn off nothing, and makes BuildKit's checks errors where the file asks for that.
func (s Settings) applyComments(r *lint.Result, embedded []syntax.Span) {
	ignores := s.ignoresIn(r.File, embedded)
	r.Findings = slices.DeleteFunc(r.Findings, func(f lint.Finding) bool {
		off := false
		for i := range ignores {
			if ignores[i].turnsOff(&f) {
				ignores[i].used, off = true, true
			}
		}
		return off
	})
	s.reportUnused(r, ignores)
	if slices.ContainsFunc(r.File.Common().Comments, func(c syntax.Comment) bool { return errorOnChecks.MatchString(c.Text) }) {
		for i := range r.Findings {
			if len(r.Findings[i].Rule.BuildKit) > 0 {
				r.Findings[i].Severity = lint.Error
			}
		}
	}
}

// reportUnused reports the ignores that no finding has met. A rule that doesn't run might have had
// one, so its ignores aren't reported; nor are those below an ignore of this rule itself.
func (s Settings) reportUnused(r *lint.Result, ignores []ignore) {
	for _, i := range ignores {
		if i.used || slices.ContainsFunc(ignores, func(o ignore) bool { return o.name == UnusedIgnore.ID && o.first <= i.last && i.first <= o.last }) {
			continue
		}
		rule, err := s.Catalogue.Find(i.name)
		switch {
		case i.name == "all" || s.Catalogue.IsCode(i.name):
		case err != nil:
			s.add(r, i.comment.Span, fmt.Sprintf("This comment turns nothing off, because no rule is called `%s`: %v.", i.name, err))
		case s.runs(rule) && s.Profile == lint.Strict:
			s.add(r, i.comment.Span, fmt.Sprintf("`%s` finds nothing here, so this comment only hides the next mistake. Remove the name.", i.name))
		}
	}
}

// add adds a finding of UnusedIgnore, where the settings want it.
func (s Settings) add(r *lint.Result, span syntax.Span, message string) {
	document := &r.File.Common().Document
	f := lint.Finding{
		Rule: UnusedIgnore, Profile: UnusedIgnore.Profile, Severity: UnusedIgnore.Severity, Message: message,
		Span: span, Start: document.Position(span.Start), End: document.Position(span.End),
	}
	if f.Severity = s.severity(&f); f.Severity != lint.Off {
		r.Findings = append(r.Findings, f)
	}
}

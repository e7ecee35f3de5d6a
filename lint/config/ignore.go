package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// ignoreComment matches Drydock's and hadolint's comments that turn rules off. BuildKit's are read as
// BuildKit reads them. Groups: whose it is; "global", "stage" or ""; the list of names.
//
//	# drydock ignore=run-apt-yes,DL3009 because …
//	# drydock global ignore=user-root
//	# drydock stage ignore=run-apt-pin
//	# hadolint ignore=DL3008
var ignoreComment = regexp.MustCompile(`^(drydock|hadolint)\s+(?:(global|stage)\s+)?ignore\s*=\s*([A-Za-z0-9_-]+(?:\s*,\s*[A-Za-z0-9_-]+)*)`)

// ignore is a name that a comment turns off, for some lines (1-based, inclusive).
type ignore struct {
	comment     syntax.Comment
	name        string // as written: an id, an alias, or BuildKit's "all"
	first, last int
	whole       bool                   // it counts for the whole file
	check       *buildkit.CheckComment // BuildKit's comment, nil for the others
	refused     bool                   // the settings give it no power
	used        bool
}

// ignoresIn returns what a file's comments turn off, in the order of the file. A comment counts for
// what stands below it; one for a stage, above its FROM, for the stage; a global one, and BuildKit's
// directive at the top, for the file.
func ignoresIn(file syntax.File) (all []ignore) {
	content := file.Common()
	add := func(i ignore, names []string) {
		if i.whole {
			i.first, i.last = 1, content.Lines()
		}
		for _, name := range names {
			if i.name = strings.TrimSpace(name); i.name != "" {
				all = append(all, i)
			}
		}
	}
	for _, c := range content.Comments {
		m := ignoreComment.FindStringSubmatch(c.Text)
		if m == nil {
			continue
		}
		i := ignore{comment: c, first: c.Line + 1, last: c.Line + 1, whole: m[2] == "global"}
		f, scopes := file.(scoper)
		switch below := false; {
		case m[2] == "stage":
			if i.first, i.last, below = stageBelow(file, c); !below {
				continue
			}
		case scopes:
			i.first, i.last, below = f.Below(c)
			i.whole = i.whole || !below
		}
		add(i, strings.Split(m[3], ","))
	}
	if f, ok := file.(*dockerfile.File); ok {
		for _, c := range buildkit.CheckComments(f) {
			i := ignore{comment: c.Comment, check: &c, whole: c.Instruction == nil}
			if !i.whole {
				i.first, i.last = c.Instruction.Line, c.Instruction.EndLine
			}
			add(i, c.Skip)
		}
	}
	slices.SortStableFunc(all, func(a, b ignore) int { return cmp.Compare(a.comment.Line, b.comment.Line) })
	return all
}

// stageBelow returns the lines of the stage that a comment stands above.
func stageBelow(file syntax.File, c syntax.Comment) (first, last int, ok bool) {
	if f, isDockerfile := file.(*dockerfile.File); isDockerfile {
		return f.StageBelow(c)
	}
	return 0, 0, false
}

// scoper is a file whose comments count for more than the next line.
type scoper interface {
	// Below returns the lines of what stands below a comment; ok is false when that is the
	// whole file.
	Below(c syntax.Comment) (first, last int, ok bool)
}

// ignores returns what the file's comments turn off, those that the settings refuse included. Comments
// inside embedded files count there.
func (s Settings) ignores(file syntax.File, embedded []syntax.Span) []ignore {
	all := slices.DeleteFunc(ignoresIn(file), func(i ignore) bool {
		return slices.ContainsFunc(embedded, func(e syntax.Span) bool { return e.Contains(i.comment.Span) })
	})
	for n := range all {
		hadolints := all[n].check == nil && strings.HasPrefix(all[n].comment.Text, "hadolint")
		all[n].refused = s.RefuseIgnores || s.NoIgnoreComments && hadolints || s.refusesName(all[n].name)
	}
	return all
}

// refusesName reports whether no comment may turn off what a name stands for.
func (s Settings) refusesName(name string) bool {
	rules := s.Catalogue.FindAll(name)
	return slices.Contains(s.NeverIgnore, name) ||
		len(rules) > 0 && !slices.ContainsFunc(rules, func(r *lint.Rule) bool { return !slices.Contains(s.NeverIgnore, r.ID) })
}

// refuses reports whether no comment may turn off a finding, by whichever name.
func (s Settings) refuses(f *lint.Finding) bool {
	return slices.ContainsFunc(f.Names(), func(name string) bool { return slices.Contains(s.NeverIgnore, name) })
}

// turnsOff reports whether an ignore counts for a finding: it names it, and is about lines that the
// finding is about or that its fix changes.
func (i *ignore) turnsOff(file syntax.File, f *lint.Finding) bool {
	if i.check == nil {
		return slices.Contains(f.Names(), i.name) &&
			concerns(f, linesSpan(file, i.first, i.last))
	}
	for _, check := range f.Rule.BuildKit {
		for _, in := range file.(*dockerfile.File).Instructions {
			if i.check.Skips(i.name, check, in) && (i.whole || concerns(f, linesSpan(file, in.Line, in.EndLine))) {
				return true
			}
		}
	}
	return false
}

// linesSpan returns the bytes of lines (1-based, inclusive), without the last line ending.
func linesSpan(file syntax.File, first, last int) syntax.Span {
	d := &file.Common().Document
	return syntax.Span{Start: d.FullLineSpan(first).Start, End: d.LineSpan(last).End}
}

// concerns reports whether a finding is about what stands at a span of whole lines, or its fix changes
// that.
func concerns(f *lint.Finding, at syntax.Span) bool {
	meets := func(s syntax.Span) bool { return s.Start <= at.End && at.Start <= s.End }
	return meets(f.Span) || slices.ContainsFunc(f.Related, meets) || changes(f.Fix, at)
}

// changes reports whether a fix changes what stands at a span of whole lines. What is inserted above or
// below doesn't change it.
func changes(fix *lint.Fix, at syntax.Span) bool {
	return fix != nil && slices.ContainsFunc(fix.Edits, func(e lint.Edit) bool {
		if e.Span.Len() > 0 {
			return e.Span.Start < at.End && at.Start < e.Span.End
		}
		return at.Start < e.Span.Start && e.Span.Start <= at.End && strings.TrimLeft(e.New, "\r\n") == e.New
	})
}

// applyComments removes the findings that a comment of the file turns off, reports the comments that
// turn off nothing, and makes BuildKit's checks errors where the file asks for that.
func (s Settings) applyComments(r *lint.Result, embedded []syntax.Span) {
	ignores := s.ignores(r.File, embedded)
	off := func(f *lint.Finding) (by []*ignore) {
		for i := range ignores {
			if !ignores[i].refused && !s.refuses(f) && ignores[i].turnsOff(r.File, f) {
				by = append(by, &ignores[i])
			}
		}
		return by
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f lint.Finding) bool {
		by := off(&f)
		for _, i := range by {
			i.used = true
		}
		return len(by) > 0
	})
	r.LeftOut = slices.DeleteFunc(r.LeftOut, func(f lint.Finding) bool { return len(off(&f)) > 0 })
	s.reportUnused(r, ignores)
	f, ok := r.File.(*dockerfile.File)
	if ok && slices.ContainsFunc(buildkit.CheckComments(f), func(c buildkit.CheckComment) bool { return c.Error }) {
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
		if i.used || slices.ContainsFunc(ignores, func(o ignore) bool {
			return o.name == UnusedIgnore.ID && !o.refused && o.first <= i.last && i.first <= o.last
		}) {
			continue
		}
		rule, err := s.Catalogue.Find(i.name)
		switch {
		case i.refused:
			s.add(r, i.comment.Span, fmt.Sprintf("The settings let no comment turn off `%s`, so this one does nothing. Remove the name.", i.name))
		case i.name == "all" || s.Catalogue.IsCode(i.name):
		case i.check != nil && (err != nil || !slices.Contains(rule.BuildKit, i.name)):
			s.add(r, i.comment.Span, fmt.Sprintf("This comment turns nothing off, because BuildKit has no check called `%s`.", i.name))
		case err != nil:
			message := fmt.Sprintf("This comment turns nothing off, because no rule is called `%s`.", i.name)
			if near := s.Catalogue.Nearest(i.name); len(near) > 0 {
				message += fmt.Sprintf(" Did you mean %s?", lint.QuoteAny(near))
			}
			s.add(r, i.comment.Span, message)
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

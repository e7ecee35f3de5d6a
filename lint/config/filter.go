package config

import (
	"slices"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// Check runs the rules that the settings ask for over a file, and returns the findings that they
// leave.
func (s Settings) Check(file syntax.File, known *facts.Facts) *lint.Result {
	result := lint.Run(file, known, s.rules(), s.Options())
	s.filter(result)
	s.onePerTopic(result)
	return result
}

// LeftOut returns the findings in a checked file that the settings leave out and that may matter to
// anyone (see lint.Rule.Everyones), with the severities of their rules: those that the check dropped,
// and those of the rules that it didn't run. What a comment of the file turns off isn't among them.
// Rules that ask another program run only where the settings have them, and so do those that must be
// asked for.
func (s Settings) LeftOut(checked *lint.Result, known *facts.Facts) []lint.Finding {
	if checked.Rejected {
		return nil
	}
	var rest []*lint.Rule
	for _, r := range s.Catalogue {
		if !s.runs(r) && r.Everyones() && !r.OptIn && r.Codes == nil {
			rest = append(rest, r)
		}
	}
	all := s
	all.Profile, all.Severities = lint.Strict, map[string]lint.Severity{UnusedIgnore.ID: lint.Off}
	others := lint.Run(checked.File, known, rest, all.Options())
	all.filter(others)
	return slices.Concat(checked.LeftOut, others.Findings)
}

// rules returns the rules that may have findings.
func (s Settings) rules() []*lint.Rule {
	return slices.DeleteFunc(slices.Clone(s.Catalogue), func(r *lint.Rule) bool { return !s.runs(r) })
}

// runs reports whether a rule may have findings: it is in the profile or was asked for by name, and
// isn't turned off.
func (s Settings) runs(r *lint.Rule) bool {
	if severity, set := s.Severities[r.ID]; set {
		return severity != lint.Off
	}
	if r.OptIn {
		return false
	}
	// Findings with codes have severities of their own.
	return r.Codes != nil || s.inProfile(r, r.Profile, r.Severity) != lint.Off
}

// inProfile returns the severity that a finding of a rule has in the profile, Off when the profile
// leaves it out. of is who the finding is for.
func (s Settings) inProfile(r *lint.Rule, of lint.Profile, severity lint.Severity) lint.Severity {
	switch {
	case s.Profile == lint.Hadolint && r != lint.ParseError:
		return hadolintSeverity(r)
	case s.Profile == lint.Strict || s.Profile == of || of == lint.Recommended:
		return severity
	}
	return lint.Off
}

// severity returns the severity of a finding, Off when the settings leave it out.
func (s Settings) severity(f *lint.Finding) lint.Severity {
	if chosen, set := s.Severities[f.Code]; set {
		return chosen
	}
	if chosen, set := s.Severities[f.Rule.ID]; set {
		return chosen
	}
	switch {
	case f.Rule == lint.InternalError:
		return f.Severity
	case s.Profile == lint.Hadolint && f.Own:
		return lint.Off
	case s.Profile == lint.Hadolint && f.Code != "":
		return f.Severity // hadolint has ShellCheck's findings as they are
	case f.Code != "":
		// Another program's errors are no proof that a build fails.
		return min(s.inProfile(f.Rule, f.Profile, f.Severity), lint.Warning)
	}
	return s.inProfile(f.Rule, f.Profile, f.Severity)
}

// filter leaves the findings that the settings and the file's comments want, with their severities.
// What is inside of embedded files is filtered there, and then joins the others.
func (s Settings) filter(r *lint.Result) {
	var wanted []lint.Finding
	for _, f := range r.Findings {
		severity := s.severity(&f)
		if severity == lint.Off {
			r.LeftOut = append(r.LeftOut, f)
			continue
		}
		f.Severity = severity
		wanted = append(wanted, f)
	}
	r.Findings = wanted
	var embedded []syntax.Span
	for _, e := range r.Embedded {
		s.filter(e.Result)
		embedded = append(embedded, e.At.Outer(syntax.Span{End: len(e.File.Common().Source)}))
	}
	r.Lift()
	s.applyComments(r, embedded)
	r.Sort()
}

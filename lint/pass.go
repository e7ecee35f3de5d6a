package lint

import (
	"cmp"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax"
)

// Pass is what a rule is given for one file. What helps a rule is a function of the package
// that it belongs to: the file's own, facts, images, lint/edit.
type Pass[F syntax.File] struct {
	File    F
	Facts   *facts.Facts
	Options *Options
	*reporter
}

// Options are what the settings tell single rules. The zero value asks for nothing.
type Options struct {
	// TrustedRegistries are the registries that images may come from, as patterns; none
	// means any.
	TrustedRegistries []string
	// Labels are the labels that images must have, with the form of their values.
	// StrictLabels forbids all others.
	Labels       map[string]LabelForm
	StrictLabels bool
	// KeepsCaches says that the builders keep what RUN mounts as a cache, whatever the workflows show.
	KeepsCaches bool
	// ScriptErrorsOnly says that of ShellCheck's comments only errors will be shown.
	ScriptErrorsOnly bool
}

// reporter takes a rule's findings.
type reporter struct {
	rule     *Rule
	file     syntax.File
	facts    *facts.Facts
	options  *Options
	result   *Result
	topic    string
	severity Severity // Off for the rule's own
}

// About returns a reporter whose findings have a topic: see Finding.Topic.
func (r *reporter) About(topic string) *reporter {
	about := *r
	about.topic = topic
	return &about
}

// WithSeverity returns a reporter for findings that weigh less or more than the rule's usual ones.
func (r *reporter) WithSeverity(severity Severity) *reporter {
	weighed := *r
	weighed.severity = severity
	return &weighed
}

// usual returns the severity of a finding whose check says nothing else.
func (r *reporter) usual() Severity { return cmp.Or(r.severity, r.rule.Severity) }

// Report adds a finding of the running rule. fix may be nil. The rule may complete the finding that
// is returned, until it reports the next one.
func (r *reporter) Report(span syntax.Span, message string, fix *Fix) *Finding {
	return r.add(Finding{Profile: r.rule.Profile, Severity: r.usual(), Span: span, Message: message, Fix: fix})
}

// ReportStrict adds a finding that matters to readers of the strict profile only, though the
// rule has others for everyone.
func (r *reporter) ReportStrict(span syntax.Span, message string, fix *Fix) *Finding {
	return r.add(Finding{Profile: Strict, Severity: min(r.usual(), Info), Span: span, Message: message, Fix: fix})
}

// ReportOwn adds a finding that the rule's counterparts in other linters don't have.
func (r *reporter) ReportOwn(span syntax.Span, message string, fix *Fix) *Finding {
	return r.add(Finding{Profile: r.rule.Profile, Severity: r.usual(), Span: span, Message: message, Fix: fix, Own: true})
}

// ReportCode adds a finding with a name of its own beside the rule's, for readers of a profile.
func (r *reporter) ReportCode(code string, profile Profile, severity Severity, span syntax.Span, message string, fix *Fix) *Finding {
	return r.add(Finding{Code: code, Profile: profile, Severity: severity, Span: span, Message: message, Fix: fix})
}

// Fail says what the rule couldn't check, for those who ask.
func (r *reporter) Fail(err error) { r.result.Failures = append(r.result.Failures, err.Error()) }

func (r *reporter) add(f Finding) *Finding {
	document := &r.file.Common().Document
	f.Rule, f.Topic = r.rule, r.topic
	f.Start, f.End = document.Position(f.Span.Start), document.Position(f.Span.End)
	f.Subject = r.file.Subject(f.Span)
	r.result.Findings = append(r.result.Findings, f)
	return &r.result.Findings[len(r.result.Findings)-1]
}

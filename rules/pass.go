package rules

import (
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

// Context is what a caller knows beyond the file itself. The zero value knows
// nothing and asks for the recommended profile.
type Context struct {
	Settings Settings
	// Tree is the repository, read only; nil when it is not at hand.
	Tree fs.FS
	// History is how often the repository's paths change; nil when it is not
	// at hand.
	History History
	// Today is the day to compare dates with; zero when that is not to be done.
	Today time.Time
	// Shell looks at the scripts; nil when it is not at hand.
	Shell ShellChecker

	around *surroundings // what was read of Tree, nil for nothing yet
}

// History tells how often paths change.
type History interface {
	// Changes returns in how many of the commits that were looked at a path
	// (slash-separated, from the repository's root) changed, and whether that
	// is known. A folder counts the commits that changed anything below it; "." is
	// all commits that were looked at.
	Changes(path string) (commits int, known bool)
}

// Pass is what a rule is given for one file.
type Pass struct {
	Context
	File  *syntax.File
	Build *buildkit.Result

	// Failures say what could not be looked at, for those who ask.
	Failures []string

	rule     *Rule
	findings []Finding
	images   map[string]images.Image // by name, those that were asked for
	models   map[*syntax.Stage]*cache.Model
}

// Report adds a finding of the running rule. fix may be nil.
func (p *Pass) Report(span syntax.Span, message string, fix *Fix) {
	p.report(p.rule.Profile, p.rule.Severity, span, message, fix)
}

// ReportStrict adds a finding that matters to readers of the strict profile
// only, though the rule has others for everyone.
func (p *Pass) ReportStrict(span syntax.Span, message string, fix *Fix) {
	p.report(Strict, min(p.rule.Severity, Info), span, message, fix)
}

// ReportOwn adds a finding that hadolint's counterpart of the rule does not
// have: the hadolint profile leaves it out.
func (p *Pass) ReportOwn(span syntax.Span, message string, fix *Fix) {
	if p.Settings.Profile != Hadolint {
		p.Report(span, message, fix)
	}
}

func (p *Pass) report(profile Profile, severity Severity, span syntax.Span, message string, fix *Fix) {
	p.reportCode("", profile, severity, span, message, fix)
}

// reportCode adds a finding that has a name of its own, beside the rule's.
func (p *Pass) reportCode(code string, profile Profile, severity Severity, span syntax.Span, message string, fix *Fix) {
	if chosen, set := p.Settings.Severities[code]; set {
		severity = chosen
	} else if chosen, set := p.Settings.Severities[p.rule.ID]; set {
		severity = chosen
	} else if code == "" || p.Settings.Profile != Hadolint { // which has ShellCheck's names as well
		severity = p.Settings.Profile.severity(p.rule, profile, severity)
	}
	if severity == Off {
		return
	}
	p.findings = append(p.findings, Finding{
		Rule: p.rule, Code: code, Severity: severity, Message: message, Fix: fix,
		Span: span, Start: p.File.Position(span.Start), End: p.File.Position(span.End),
	})
}

// Base returns what is known of the image that a stage starts from, through
// the stages in between.
func (p *Pass) Base(s *syntax.Stage) images.Image {
	root := s.Root()
	if !root.BaseKnown {
		return images.Image{}
	}
	return p.image(root.Base)
}

// image looks an image up, once for each name.
func (p *Pass) image(name string) images.Image {
	known, ok := p.images[name]
	if !ok {
		known = images.Lookup(name)
		p.images[name] = known
	}
	return known
}

// Result is what the rules say of a file.
type Result struct {
	File     *syntax.File
	Build    *buildkit.Result // nil when BuildKit's parser rejects the file, or does not read its kind
	Findings []Finding        // by position, then by the order of All
	// Failures say what could not be looked at.
	Failures []string
}

// Run applies the rules to a file. It never fails: what BuildKit rejects is a
// single finding, and a rule that panics is one too.
func Run(file *syntax.File, ctx Context) *Result {
	p := &Pass{Context: ctx.Remembering(), File: file, images: map[string]images.Image{}, models: map[*syntax.Stage]*cache.Model{}}
	result := &Result{File: file}
	rejected := file.Err
	if rejected == nil && file.Kind() == syntax.Dockerfile {
		p.Build = buildkit.Convert(file)
		result.Build = p.Build
		rejected = p.Build.Err
	}
	if rejected != nil {
		p.rule = rejectionRule(file.Kind(), rejected)
		reportRejection(p, rejected)
	} else {
		p.runAll()
	}
	p.applyComments()
	result.Findings, result.Failures = p.findings, p.Failures
	slices.SortStableFunc(result.Findings, func(a, b Finding) int { return a.Span.Start - b.Span.Start })
	return result
}

func (p *Pass) runAll() {
	if p.Build != nil && p.Build.Panic != "" {
		p.findings = append(p.findings, InternalError(p.File, "BuildKit's converter", p.Build.Panic))
	}
	for _, r := range All {
		// Of a rule inside the profile, findings may be outside it: that is decided
		// by report.
		if r.Reads(p.File.Kind()) && p.Settings.runs(r) {
			p.rule = r
			p.runRule(r)
		}
	}
	if p.File.Kind() == syntax.Compose {
		p.checkInline(p.Context)
	}
}

func (p *Pass) runRule(r *Rule) {
	before := len(p.findings)
	defer func() {
		if cause := recover(); cause != nil {
			p.findings = append(p.findings[:before], InternalError(p.File, "the rule "+r.ID, cause))
		}
	}()
	if r.Check == nil {
		p.reportBuildKit(r)
		return
	}
	r.Check(p)
}

// reportBuildKit reports the warnings of the BuildKit checks that a rule
// stands for.
func (p *Pass) reportBuildKit(r *Rule) {
	for _, w := range p.Build.Warnings {
		if slices.Contains(r.BuildKit, w.Check) {
			message := strings.TrimSuffix(strings.TrimSpace(w.Message), ".")
			p.Report(p.lines(w.Line, w.EndLine), message+". "+r.Summary, nil)
		}
	}
}

// lines returns the text of lines (1-based, inclusive) without the blanks in
// front of the first; line 0 is the first.
func (p *Pass) lines(first, last int) syntax.Span {
	first = min(max(first, 1), p.File.Lines())
	s := p.File.LineSpan(first)
	text := p.File.Text(s)
	s.Start += len(text) - len(strings.TrimLeft(text, " \t"))
	s.End = p.File.LineSpan(min(max(last, first), p.File.Lines())).End
	return s
}

package lint

import (
	"regexp"
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

// Rule is one check.
type Rule struct {
	ID string
	// Aliases are the names that other linters have for the same check.
	Aliases []string
	// BuildKit are the names of BuildKit's own checks that this rule stands for. They are
	// aliases too.
	BuildKit []string
	// Codes matches the names that its findings have beside the rule's; nil for most.
	Codes    *regexp.Regexp
	Severity Severity
	// Worst is the severity of the rule's gravest findings where it is above Severity; Off where it
	// isn't.
	Worst   Severity
	Profile Profile
	// OptIn is true for a rule that is silent until the settings give it a severity.
	OptIn bool
	// Since is the version of Drydock that had it first.
	Since string
	// Summary says in half a sentence what it finds.
	Summary string
	// Doc is the rule's manual, in Markdown: what it finds, why that is bad, and what to do.
	Doc string
	// FixDoc says what its fix changes, what may behave differently, and what to check before
	// accepting it; or why there is none.
	FixDoc string
	// Safety is the best that a fix of this rule can be; None for a rule without a fix.
	Safety Safety
	// Rejection matches what BuildKit says when it rejects a file for the reason that this
	// rule is about: then its finding replaces parse-error's. nil for most.
	Rejection *regexp.Regexp
	// Rebuilds says that its fix makes builds rerun less.
	Rebuilds bool
	// Weighs says that its findings may have a Cost.
	Weighs bool
	// Check says which kinds of files the rule reads, and what it does with them. nil for the
	// rules that the runner itself reports.
	Check Check
}

// Everyones reports whether findings of the rule may matter to people who didn't ask for it: an error
// or a warning does, and a known cost.
func (r *Rule) Everyones() bool { return max(r.Severity, r.Worst) >= Warning || r.Weighs }

// Reads reports whether the rule reads files of a kind.
func (r *Rule) Reads(kind syntax.Kind) bool {
	return r.Check == nil || slices.ContainsFunc(r.Check, func(c typed) bool { return slices.Contains(c.kinds, kind) })
}

// Names returns every name that the rule can be called by, its id first.
func (r *Rule) Names() []string { return append([]string{r.ID}, r.OtherNames()...) }

// OtherNames returns the names that other linters have for the rule.
func (r *Rule) OtherNames() []string {
	return slices.DeleteFunc(slices.Concat(r.Aliases, r.BuildKit), func(name string) bool { return name == r.ID })
}

// Severity says how much a finding matters.
type Severity int

// The severities, mildest first. Off is a rule that is not run.
const (
	Off Severity = iota
	Info
	Warning
	Error
)

var severityNames = []string{"off", "info", "warning", "error"}

// SeverityNames returns the names of the severities, mildest first.
func SeverityNames() []string { return slices.Clone(severityNames) }

func (s Severity) String() string { return severityNames[s] }

// ParseSeverity returns the severity of that name.
func ParseSeverity(name string) (Severity, error) {
	if i := slices.Index(severityNames, name); i >= 0 {
		return Severity(i), nil
	}
	return Off, UnknownNameError("severity", name, severityNames)
}

// Profile is a set of rules that suits a kind of reader.
type Profile int

// The profiles. Recommended is in Strict, which has every rule, and in
// Security. Hadolint is the rules that hadolint has, at its severities, for
// those who come from there; no rule belongs to it.
const (
	Recommended Profile = iota
	Strict
	Security
	Hadolint
)

var profileNames = []string{"recommended", "strict", "security", "hadolint"}

func (p Profile) String() string { return profileNames[p] }

// ParseProfile returns the profile of that name.
func ParseProfile(name string) (Profile, error) {
	if i := slices.Index(profileNames, name); i >= 0 {
		return Profile(i), nil
	}
	return Recommended, UnknownNameError("profile", name, profileNames)
}

// Safety is what a fix's author claims of it.
type Safety string

// The safeties.
const (
	None Safety = ""
	// Safe: the container behaves the same.
	Safe Safety = "safe"
	// Review: a person must decide; the finding's text says what to look at.
	Review Safety = "review"
)

// Finding is a rule's report about a range of a file.
type Finding struct {
	Rule *Rule
	// Code is the name that the finding has beside its rule's: ShellCheck's
	// "SC2086"; "" for most.
	Code     string
	Severity Severity
	Span     syntax.Span
	// Start is the first byte, End the one behind the last, as lines and
	// columns.
	Start, End syntax.Position
	// Related are other places that the finding is about, where Span doesn't have them all.
	Related []syntax.Span
	// Subject is what the finding judges, the same in other versions of the file: "ENV PATH",
	// "services.web.image".
	Subject string
	// Amount says how much is wrong, for rules that find more or less of something on one
	// subject: how many packages have no version, how long a release has ended. More is worse.
	Amount int
	// Cost is how many bytes this makes the image larger, where that is known; 0 where it isn't.
	Cost int64
	// CauseLine is the changed line that brought the finding about, 0 if there is none but the
	// finding's own. Only a review of a change knows it.
	CauseLine int
	// Message says what happens because of this line, then what to do.
	Message string
	Fix     *Fix // nil when the right change can't be derived
	// Draft is a file to write where no suggestion can hold the change, nil for most.
	Draft *Draft
	// Topic names the cause, where other rules may report the same one; "" for most. Of the
	// findings of several rules that have one topic in one place, the reader gets one.
	Topic string

	// Profile is who the finding is for.
	Profile Profile
	// Own is true for a finding that the rule's counterparts in other linters don't have.
	Own bool
}

// TheImage is the subject of findings about the image as a whole. Where they show depends on what else
// the file says.
const TheImage = "the image"

// Names returns every name that the finding can be called by, its rule's id
// first.
func (f *Finding) Names() []string {
	if f.Code == "" {
		return f.Rule.Names()
	}
	return append(f.Rule.Names(), f.Code)
}

// Key returns the rule's id, with the finding's own name where it has one. Findings with the
// same key are about the same thing.
func (f *Finding) Key() string {
	if f.Code == "" {
		return f.Rule.ID
	}
	return f.Rule.ID + " (" + f.Code + ")"
}

// Judged identifies the rule and what it judges, in whatever version of the file.
func (f *Finding) Judged() string { return f.Key() + "\x00" + f.Subject }

// MaxLines is how many lines a fix may span. A longer one is more than a reader
// can judge in a comment.
const MaxLines = 30

// Fix is a set of text edits that belong together: all of them or none. The edits do not
// overlap and are in no particular order.
type Fix struct {
	Safety Safety
	// Priority decides which fix is applied first where several meet on the same lines.
	Priority Priority
	// Note says what the fix changes and what to check before accepting it.
	Note  string
	Edits []Edit
	// Places are what the fix changes in a file that isn't a Dockerfile, as the judge of its
	// kind names them: see proof.Judge. The fix is not shown when anything else changes.
	Places []string
	// Calls is what the fix changes in what scripts do. The fix is not shown when a rehearsal of
	// the scripts sees anything else change.
	Calls Calls
	// SameBuild is a claim that BuildKit builds exactly the same. The fix is not shown when
	// the proof says otherwise.
	SameBuild bool
}

// Priority is what a fix does. What removes instructions, or what others rely on, comes before
// what moves instructions, and that before what rewrites them: a rewritten line that then goes
// was wasted work.
type Priority int

// The priorities, last one first.
const (
	Rewrites Priority = iota
	Moves
	Removes
)

// Edit replaces the bytes of a span by a text.
type Edit struct {
	Span syntax.Span
	New  string
}

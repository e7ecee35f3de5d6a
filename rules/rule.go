package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/drydock-dev/drydock/syntax"
)

// Rule is one check.
type Rule struct {
	ID string
	// Kinds are the kinds of files that the rule reads: Dockerfiles when there are none.
	Kinds []syntax.Kind
	// Aliases are the names that other linters have for the same check.
	Aliases []string
	// BuildKit are the names of BuildKit's own checks that this rule stands
	// for. They are aliases too. A rule without a Check reports them as
	// BuildKit does.
	BuildKit []string
	Severity Severity
	Profile  Profile
	// Since is the version of Drydock that had it first.
	Since string
	// Summary says in half a sentence what it finds.
	Summary string
	// Doc is the rule's manual, in Markdown: what it finds, why that is bad,
	// and what to do.
	Doc string
	// FixDoc says what its fix changes, what may behave differently, and what
	// to look at before accepting; or why there is none.
	FixDoc string
	// Safety is the best that a fix of this rule can be; None for a rule that
	// has no fix.
	Safety Safety
	// Rejection matches what BuildKit says when it does not take a file for
	// the reason that this rule is about: then its finding stands in place of
	// parse-error's. nil for a rule about files that BuildKit takes.
	Rejection *regexp.Regexp
	// Rebuilds says that its fix makes builds run less again.
	Rebuilds bool
	// Check is nil for a rule that only passes on what BuildKit says.
	Check func(*Pass)
}

// Reads reports whether the rule reads files of a kind.
func (r *Rule) Reads(kind syntax.Kind) bool {
	return slices.Contains(r.Kinds, kind) || len(r.Kinds) == 0 && kind == syntax.Dockerfile
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

// severity returns the severity that a finding of a rule has for someone who
// asked for p, Off when it is not shown to them. What it belongs to and has by
// itself is the finding's own.
func (p Profile) severity(r *Rule, finding Profile, severity Severity) Severity {
	switch {
	case p == Hadolint && r != parseError:
		return hadolintSeverity(r)
	case p == Strict || p == finding || finding == Recommended:
		return severity
	}
	return Off
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
	// Message says what happens because of this line, then what to do.
	Message string
	Fix     *Fix // nil when the right change cannot be derived
}

// Names returns every name that the finding can be called by, its rule's id
// first.
func (f *Finding) Names() []string {
	if f.Code == "" {
		return f.Rule.Names()
	}
	return append(f.Rule.Names(), f.Code)
}

// Kind returns the rule's id, with the finding's own name where it has one:
// findings of the same kind are about the same.
func (f *Finding) Kind() string {
	if f.Code == "" {
		return f.Rule.ID
	}
	return f.Rule.ID + " (" + f.Code + ")"
}

// MaxLines is how many lines a fix may span. A longer one is more than a reader
// can judge in a comment.
const MaxLines = 30

// Fix is a set of text edits that belong together: all of them or none. The
// edits do not overlap and are in no particular order.
type Fix struct {
	Safety Safety
	// Note says what the fix changes and what to look at before accepting.
	Note  string
	Edits []Edit
	// Places are what the fix of a file that is no Dockerfile changes, as its model names
	// them. The fix is not shown when anything else changes.
	Places []string
	// SameBuild is a claim that BuildKit builds exactly the same. The fix is
	// not shown when the proof says otherwise.
	SameBuild bool
}

// Edit replaces the bytes of a span by a text.
type Edit struct {
	Span syntax.Span
	New  string
}

// UnknownNameError says that a name is not known, and which known name is
// nearest to it.
func UnknownNameError(kind, name string, known []string) error {
	best, distance := "", len(name)/2+2
	for _, k := range known {
		if d := levenshtein.Distance(strings.ToLower(name), strings.ToLower(k), nil); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return fmt.Errorf("unknown %s %q; known are: %s", kind, name, strings.Join(known, ", "))
	}
	return fmt.Errorf("unknown %s %q; did you mean %q?", kind, name, best)
}

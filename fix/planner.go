package fix

import (
	"regexp"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/proof/rehearsal"
	"github.com/drydock-dev/drydock/syntax"
)

// planner is the state of making a plan.
type planner struct {
	known     *facts.Facts
	settings  config.Settings
	maxSafety lint.Safety
	limits    Limits
	judge     proof.Judge
	rank      map[*lint.Rule]int // the place of each rule in the catalogue
	original  *lint.Result
	// originalJudged is what a proof compares of the original, worked out when first needed.
	originalJudged func() judged
	// outside are the findings that the limits leave out, as outsideKeys has them; nil without limits.
	outside map[string]bool
	// candidates are the usable fixes in the original.
	candidates []candidate
	// together is the result with all groups accepted, if there are several.
	together *lint.Result
	// checks is how many more texts may be checked for combinations.
	checks   int
	rejected []Rejection
	// withheld has the names that each rejected fix would add, by its fixKey.
	withheld map[string][]string
	// memory has what the original's scripts do.
	memory *rehearsal.Memory
}

func newPlanner(original *lint.Result, known *facts.Facts, settings config.Settings, maxSafety lint.Safety) *planner {
	p := &planner{known: known, settings: settings, maxSafety: maxSafety, judge: proof.Of(original.File), original: original, rank: map[*lint.Rule]int{}, withheld: map[string][]string{}, memory: &rehearsal.Memory{}}
	for i, r := range settings.Catalogue {
		p.rank[r] = i
	}
	p.originalJudged = sync.OnceValue(func() judged { return p.judged(original) })
	p.checks = p.texts()
	return p
}

// setLimits limits the plan. A finding outside the limits is left alone in all texts, unless one that
// looks the same is inside.
func (p *planner) setLimits(limits Limits) {
	p.limits = limits
	if limits.InScope == nil {
		return
	}
	p.outside = map[string]bool{}
	for _, in := range []bool{false, true} {
		for i := range p.original.Findings {
			if limits.has(i) == in {
				for _, key := range outsideKeys(&p.original.Findings[i]) {
					p.outside[key] = !in
				}
			}
		}
	}
}

// outsideKeys identify a finding across texts: by what it judges, and by what its fix does.
func outsideKeys(f *lint.Finding) []string {
	keys := []string{f.Judged()}
	if f.Fix != nil {
		keys = append(keys, fixKey(f))
	}
	return keys
}

// isOutside reports whether a finding of a changed text is outside the limits.
func (p *planner) isOutside(f *lint.Finding) bool {
	return len(p.outside) > 0 && slices.ContainsFunc(outsideKeys(f), func(key string) bool { return p.outside[key] })
}

// document returns the original's text.
func (p *planner) document() *syntax.Document { return &p.original.File.Common().Document }

// candidate is a finding in the original whose fix may be used.
type candidate struct {
	finding *lint.Finding
	span    lines
	key     string // its fixKey
}

// Limits of a plan. Nobody reads more than maxGroups suggestions at once. maxInstructions and
// maxBytes limit all the texts checked for one plan, taken together. So a long file, whose proofs
// take longer, gets fewer groups.
const (
	maxGroups       = 40
	maxInstructions = 40_000
	maxBytes        = 4 << 20
)

// texts returns how many texts may be checked for this file.
func (p *planner) texts() int {
	instructions := 1
	if f, ok := p.original.File.(interface{ Weight() int }); ok {
		instructions = max(1, f.Weight())
	}
	return min(maxInstructions/instructions, maxBytes/max(1, len(p.document().Source)))
}

// check runs the rules on another text of the file.
func (p *planner) check(text []byte) *lint.Result {
	return p.settings.Check(p.original.File.Reparse(text), p.known)
}

func (p *planner) usable(f *lint.Finding) bool {
	return f.Fix != nil && (p.maxSafety == lint.Review || f.Fix.Safety == lint.Safe)
}

// canReplace reports whether these lines of the original can be replaced together.
func (p *planner) canReplace(l lines) bool {
	return p.limits.Replaceable == nil || p.limits.Replaceable(l.first, l.last)
}

func (p *planner) reject(f *lint.Finding, reason string) {
	r := Rejection{Rule: f.Key(), Line: f.Start.Line, Reason: reason}
	if !slices.Contains(p.rejected, r) {
		p.rejected = append(p.rejected, r)
	}
}

// suggestion turns a group into a suggestion.
func (p *planner) suggestion(g *group) Suggestion {
	s := g.lines(p.document())
	s.Safety, s.Proof = lint.Safe, g.proof
	for _, f := range g.applied {
		s.Rebuilds = s.Rebuilds || f.Rule.Rebuilds
		if !slices.Contains(s.Rules, f.Rule.ID) {
			s.Rules = append(s.Rules, f.Rule.ID)
		}
		if note := (Note{f.Rule.ID, f.Fix.Note}); note.Text != "" && !slices.Contains(s.Notes, note) {
			s.Notes = append(s.Notes, note)
		}
		if f.Fix.Safety == lint.Review {
			s.Safety = lint.Review
		}
	}
	s.rehearsed(g.scripts)
	return s
}

// assign returns, for each finding, the index of the first group that fixes it, -1 for none.
func (p *planner) assign(findings []lint.Finding, groups []*group) []int {
	of := make([]int, len(findings))
	for i := range of {
		of[i] = slices.IndexFunc(groups, func(g *group) bool { return p.gone(&findings[i], g) })
	}
	return of
}

// gone reports whether accepting a group removes a finding of the original. Outside the group's
// lines, it looks for the finding on the same line, moved with the text. Inside, it looks on all
// the group's lines.
func (p *planner) gone(f *lint.Finding, g *group) bool {
	now := g.newLines(p.document())
	inside := g.at.first <= f.Start.Line && f.Start.Line <= g.at.last
	moved := f.Start.Line
	if moved > g.at.last {
		moved += now.last - g.at.last
	}
	for _, other := range g.result.Findings {
		if other.Key() != f.Key() {
			continue
		}
		if inside && now.first <= other.Start.Line && other.Start.Line <= now.last && Words(other.Message) == Words(f.Message) || !inside && other.Start.Line == moved {
			return false
		}
	}
	return true
}

var lineNumber = regexp.MustCompile(`\bline [0-9]+`)

// Words returns a message without its line numbers, which change when lines move.
func Words(message string) string { return lineNumber.ReplaceAllString(message, "line") }

// inParallel calls do with each index below n, on all processors. If a call panics, inParallel
// panics in the caller's goroutine.
func inParallel(n int, do func(i int)) {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	panics := make([]any, n)
	for i := range n {
		group.Go(func() error {
			defer func() { panics[i] = recover() }()
			do(i)
			return nil
		})
	}
	_ = group.Wait() // no call returns an error
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
}

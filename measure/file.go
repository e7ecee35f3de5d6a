package measure

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/measured"
)

// Target is a Dockerfile whose suggestions are measured.
type Target struct {
	Path    string // in the repository, with slashes
	Plan    *fix.Plan
	Project Project
}

// MeasureFile measures a Dockerfile as it is, with each suggestion alone, and with all that do no worse
// alone. Without a starter it's only built. What the context leaves no time for isn't in the result.
func (b *Builder) MeasureFile(ctx context.Context, starter Starter, t Target) (f measured.FileDetails) {
	f = measured.FileDetails{
		Path: t.Path, Hash: measured.HashOfFile(t.Path, t.Plan.File.Source), Context: t.Project.Folder, Target: t.Project.Target,
		Edited: t.Project.Edited, Guessed: t.Project.Guessed, Suggestions: []measured.Text{},
	}
	s := b.begin(starter, t.Project)
	defer s.end()
	before, complete := s.measure(ctx, Variant{Name: "as it is", Text: t.Plan.File.Source})
	if !complete {
		f.Problem = "not measured: " + context.Cause(ctx).Error()
		return f
	}
	f.Before = text(before, "")
	switch {
	case !before.Built:
		f.Problem = "it doesn't build as it is, so nothing is compared: " + reason(before.Err)
		return f
	case before.Err != nil:
		f.Problem = "as it is it can't be built again or started, so only builds are compared: " + reason(before.Err)
	}
	good, last := s.measureEach(ctx, t, &f)
	switch len(good) {
	case 0:
	case 1:
		if len(f.Suggestions) == len(t.Plan.Suggestions) { // all were tried
			last.Name = allTogether
			f.All = text(last, "")
		}
	default:
		if r, complete := s.measure(ctx, Variant{Name: allTogether, Text: t.Plan.Apply(good...)}); complete {
			f.All = text(r, "")
		}
	}
	return f
}

// allTogether is what the variant with all good suggestions is called.
const allTogether = "all together"

// measureEach measures each suggestion alone. It returns the indices of those that do no worse, and the
// result of the last one.
func (s *session) measureEach(ctx context.Context, t Target, f *measured.FileDetails) (good []int, last Result) {
	for i, suggestion := range t.Plan.Suggestions {
		r, complete := s.measure(ctx, Variant{Name: nameOf(suggestion), Text: t.Plan.Apply(i)})
		if !complete {
			return good, last
		}
		f.Suggestions = append(f.Suggestions, *text(r, measured.HashOf(t.Path, suggestion)))
		if r.Worse == "" {
			good, last = append(good, i), r
		}
	}
	return good, last
}

// nameOf returns what a suggestion is called: its lines and rules.
func nameOf(s fix.Suggestion) string {
	at := fmt.Sprintf("line %d", s.StartLine)
	if s.EndLine > s.StartLine {
		at = fmt.Sprintf("lines %d–%d", s.StartLine, s.EndLine)
	}
	return at + ": " + strings.Join(s.Rules, ", ")
}

// text returns a result as it's reported.
func text(r Result, hash string) *measured.Text {
	t := &measured.Text{Name: r.Name, Hash: hash, Figures: r.figures(), Why: r.Worse, Folders: folders(r.Differences)}
	switch {
	case r.Err != nil && t.Why != "":
		t.Why += ": " + reason(r.Err)
	case r.Err != nil:
		t.Why = reason(r.Err)
	}
	return t
}

func (r *Result) figures() measured.Figures {
	f := measured.Figures{
		Builds: r.Built, Size: r.Size, Compressed: r.Compressed, Cold: milliseconds(r.Cold), Rebuild: milliseconds(r.Rebuild),
		Started: r.Started, Stop: -1, Worse: r.Kind,
	}
	if r.Started {
		f.Stays, f.ExitCode, f.Ports = r.Start.Stays, r.Start.ExitCode, len(r.Start.Answers)
	}
	if f.Stays && !r.Start.Killed {
		f.Stop = milliseconds(r.Start.StopIn)
	}
	return f
}

// milliseconds returns a time in milliseconds, -1 for one that isn't known.
func milliseconds(t time.Duration) int64 {
	if t < 0 {
		return -1
	}
	return t.Milliseconds()
}

// maxFolders is how many folders that differ are reported.
const maxFolders = 20

// folders returns the folders that differ, those with most files first.
func folders(differences map[string]measured.Difference) []measured.Folder {
	found := []measured.Folder{}
	for _, name := range slices.Sorted(maps.Keys(differences)) {
		found = append(found, measured.Folder{Path: name, Difference: differences[name]})
	}
	slices.SortStableFunc(found, func(a, b measured.Folder) int {
		return cmp.Compare(b.Added+b.Changed+b.Removed, a.Added+a.Changed+a.Removed)
	})
	return found[:min(len(found), maxFolders)]
}

// reason returns what a failed build or start says in one line: BuildKit's own words, and the last thing that
// the step wrote.
func reason(err error) string {
	first, log, _ := strings.Cut(err.Error(), "\n")
	if last := lastLine(log); last != "" && !strings.Contains(first, last) {
		return first + " (" + last + ")"
	}
	return first
}

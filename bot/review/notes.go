package review

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/syntax"
)

// LeaveOut marks the file as not reviewed, for a reason such as "generated".
func (f *File) LeaveOut(why string, text syntax.File) {
	d := text.Common().Document
	f.NotReviewed, f.Plan = why, &fix.Plan{File: &d}
}

// notReviewed returns why the file of a thread isn't reviewed, "" if it is.
func notReviewed(th Thread, files []File) string {
	for _, f := range files {
		if f.has(th) {
			return f.NotReviewed
		}
	}
	return ""
}

// Notes returns what a report of the files says beside their findings, a line each: the files that
// aren't reviewed, and what the change switches off.
func Notes(files []File) (notes []string) {
	var skipped []string
	var ignores []placedIgnore
	for _, f := range files {
		if f.NotReviewed != "" {
			skipped = append(skipped, fmt.Sprintf("%s (%s)", report.Code(f.Path), f.NotReviewed))
		}
		ignores = append(ignores, placedIgnores(f)...)
	}
	if len(skipped) > 0 {
		notes = append(notes, "Not reviewed: "+listed(skipped)+".")
	}
	if len(ignores) > 0 {
		notes = append(notes, switchedOffText(ignores))
	}
	return notes
}

// maxListed is how many files or ignores a line names.
const maxListed = 20

// listed joins items with commas, and only counts those beyond maxListed.
func listed(items []string) string {
	if more := len(items) - maxListed; more > 0 {
		items = append(items[:maxListed:maxListed], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(items, ", ")
}

// placedIgnore is something that a comment in a file switches off.
type placedIgnore struct {
	config.Ignore
	path string
}

func placedIgnores(f File) (all []placedIgnore) {
	for _, i := range f.Ignores {
		all = append(all, placedIgnore{i, f.Path})
	}
	return all
}

// mark identifies the ignore in a review's body.
func (i placedIgnore) mark() mark {
	return mark{fingerprint: hash("ignore\x00"+i.path+"\x00"+i.Name+"\x00"+i.Subject, 16)}
}

func switchedOffText(ignores []placedIgnore) string {
	var items []string
	for _, i := range ignores {
		name := report.Code(i.Name)
		if i.Name == "all" {
			name = "all of BuildKit's checks"
		}
		items = append(items, fmt.Sprintf("%s (%s, line %d)", name, report.Code(i.path), i.Line))
	}
	return "This change switches off " + listed(items) + "."
}

// switchedOff returns the body's text about what the change switches off, "" if a review's body
// already says it.
func (p *planner) switchedOff(files []File) string {
	var ignores []placedIgnore
	var marks []mark
	for _, f := range files {
		for _, i := range placedIgnores(f) {
			if m := i.mark(); !p.inBody[m.id()] {
				ignores, marks = append(ignores, i), append(marks, m)
			}
		}
	}
	if len(ignores) == 0 {
		return ""
	}
	return switchedOffText(ignores) + "\n\n" + marker(marks)
}

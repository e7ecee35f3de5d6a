package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
)

//go:embed page.html
var pageTemplate string

// pageData is what the page's template gets.
type pageData struct {
	First, Second pushView
	Explanation   string // of the second push
	States        []stateView
	NotRepeated   string
}

// pushView is a push with the review of it.
type pushView struct {
	ID     string
	Review template.HTML
	Files  []fileView // that the push changes
	Failed bool
}

// fileView is a file's diff, cut below each line that has comments.
type fileView struct {
	ID, Path string
	Blocks   []block
}

// Comments returns the comments on the file, from top to bottom.
func (f fileView) Comments() (all []commentView) {
	for _, b := range f.Blocks {
		all = append(all, b.Comments...)
	}
	return all
}

// block is lines of a diff and the comments below them.
type block struct {
	Lines    []diffLine
	Comments []commentView
}

// diffLine is a line of a diff.
type diffLine struct {
	Class  string // add, del or ""
	Number int    // in the new file, 0 for a deleted line
	Text   string // with the diff's mark
	Marked bool   // a comment is on it
}

// The classes of changed lines.
const (
	add = "add"
	del = "del"
)

// commentView is one comment with its Markdown rendered.
type commentView struct {
	ID, Path, Place string
	Rules           []string
	Text            template.HTML
	// Before is its place in the first push if it has moved since, else "".
	Before string
	// Updated says that its text is no longer the first one.
	Updated bool
}

// stateView is the threads with one state after the second push.
type stateView struct {
	ID, Name string
	Threads  []commentView
}

// page returns the pull request as one self-contained HTML page.
func (pr *pullRequest) page() (string, error) {
	data := pageData{Explanation: secondPush, NotRepeated: pr.notRepeated()}
	var err error
	if data.First, err = pr.first.view("first", nil, pr.first.comments); err != nil {
		return "", err
	}
	states := []stateView{{ID: "resolved", Name: resolved}, {ID: "open", Name: stillOpen}, {ID: "new", Name: added}}
	var fresh []githubtest.Comment
	for _, t := range pr.threads() {
		if t.state == added {
			fresh = append(fresh, t.Comment)
		}
		c := heading(t.at())
		if before := lines(t.first, " to "); t.state == stillOpen && before != c.Place {
			c.Before = before
		}
		c.Updated = t.state == stillOpen && t.Body != t.first.Body
		for i := range states {
			if states[i].Name == t.state {
				states[i].Threads = append(states[i].Threads, c)
			}
		}
	}
	data.States = states
	if data.Second, err = pr.second.view("second", pr.first.files, fresh); err != nil {
		return "", err
	}
	page, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = page.Execute(&b, data)
	return b.String(), err
}

// view returns a push as the page shows it: the diffs to the files of the push before, with some of
// the comments.
func (p *push) view(id string, before []githubtest.File, comments []githubtest.Comment) (v pushView, err error) {
	v.ID, v.Failed = id, p.code != 0
	if v.Review, err = markdown(p.review.Body, nil); err != nil {
		return v, err
	}
	for i, f := range p.files {
		file := fileView{ID: fmt.Sprintf("%s-file-%d", id, i+1), Path: f.Path}
		old := ""
		for _, b := range before {
			if b.Path == f.Path {
				old = b.After
			}
		}
		if old == f.After {
			continue
		}
		if file.Blocks, err = blocks(old, f, comments); err != nil {
			return v, err
		}
		v.Files = append(v.Files, file)
	}
	return v, nil
}

// blocks returns a file's diff to an older text, with all its lines, and the comments on it.
func blocks(old string, f githubtest.File, comments []githubtest.Comment) (all []block, err error) {
	whole := strings.Count(old, "\n") + 1
	diff, err := udiff.ToUnifiedDiff("a", "b", old, udiff.Lines(old, f.After), whole)
	if err != nil {
		return nil, err
	}
	text := strings.Split(f.After, "\n")
	number := 0
	var current block
	for _, hunk := range diff.Hunks {
		for _, l := range hunk.Lines {
			line := diffLine{Text: "  " + strings.TrimSuffix(l.Content, "\n")}
			switch l.Kind {
			case udiff.Insert:
				line.Class, line.Text = add, "+"+line.Text[1:]
			case udiff.Delete:
				line.Class, line.Text = del, "-"+line.Text[1:]
			}
			if l.Kind == udiff.Delete {
				current.Lines = append(current.Lines, line)
				continue
			}
			number++
			line.Number = number
			for _, c := range comments {
				if c.Path != f.Path {
					continue
				}
				line.Marked = line.Marked || c.First() <= number && number <= c.Line
				if c.Line == number {
					shown := heading(c)
					if shown.Text, err = markdown(visible(c.Body), text[c.First()-1:c.Line]); err != nil {
						return nil, err
					}
					current.Comments = append(current.Comments, shown)
				}
			}
			current.Lines = append(current.Lines, line)
			if len(current.Comments) > 0 {
				all = append(all, current)
				current = block{}
			}
		}
	}
	if len(current.Lines) > 0 {
		all = append(all, current)
	}
	return all, nil
}

// heading returns a comment without its text.
func heading(c githubtest.Comment) commentView {
	return commentView{ID: fmt.Sprintf("comment-%d", c.ID), Path: c.Path, Place: lines(c, " to "), Rules: rulesOf(c.Body)}
}

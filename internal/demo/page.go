package main

import (
	"bytes"
	_ "embed"
	"html/template"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
)

//go:embed page.html
var pageTemplate string

// diffLine is a line of the file in the pull request's diff. All lines are added ones.
type diffLine struct {
	Number   int
	Text     string
	Marked   bool      // a comment is on it
	Comments []comment // shown below the line
}

// comment is one inline comment with its Markdown rendered.
type comment struct {
	Place      string
	Before     template.HTML
	Suggestion []changedLine // nil if it has none
	After      template.HTML
}

// changedLine is a line in a suggestion's box.
type changedLine struct {
	Mark string // "-" or "+"
	Text string
}

// renderPage returns the pull request as one self-contained HTML page.
func renderPage(path, source string, review githubtest.Review, comments []githubtest.Comment, code int) (string, error) {
	lines := strings.Split(strings.TrimSuffix(source, "\n"), "\n")
	data := struct {
		Path   string
		Body   template.HTML
		Lines  []diffLine
		Failed bool
	}{Path: path, Failed: code != 0}
	var err error
	if data.Body, err = markdown(review.Body); err != nil {
		return "", err
	}
	for i, text := range lines {
		line := diffLine{Number: i + 1, Text: text}
		for _, c := range comments {
			line.Marked = line.Marked || c.First() <= i+1 && i+1 <= c.Line
			if c.Line == i+1 {
				rendered, err := renderComment(c, lines[c.First()-1:c.Line])
				if err != nil {
					return "", err
				}
				line.Comments = append(line.Comments, rendered)
			}
		}
		data.Lines = append(data.Lines, line)
	}
	page, err := template.New("page").Parse(pageTemplate)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = page.Execute(&b, data)
	return b.String(), err
}

// renderComment renders a comment, with its suggestion as the box that GitHub shows. old holds the
// lines that the suggestion replaces.
func renderComment(c githubtest.Comment, old []string) (comment, error) {
	rendered := comment{Place: place(c)}
	before, rest, found := strings.Cut(visible(c.Body), "```suggestion\n")
	var err error
	if rendered.Before, err = markdown(before); err != nil || !found {
		return rendered, err
	}
	for _, text := range old {
		rendered.Suggestion = append(rendered.Suggestion, changedLine{"-", text})
	}
	suggested, after, _ := strings.Cut(rest, "\n```")
	for text := range strings.SplitSeq(suggested, "\n") {
		rendered.Suggestion = append(rendered.Suggestion, changedLine{"+", text})
	}
	rendered.After, err = markdown(after)
	return rendered, err
}

func place(c githubtest.Comment) string {
	if c.First() == c.Line {
		return "line " + strconv.Itoa(c.Line)
	}
	return "lines " + strconv.Itoa(c.First()) + " to " + strconv.Itoa(c.Line)
}

// markdown renders Markdown as GitHub does, with tables and the like. It keeps HTML tags, since
// comments use a few.
func markdown(text string) (template.HTML, error) {
	var b bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	err := md.Convert([]byte(text), &b)
	return template.HTML(b.String()), err
}

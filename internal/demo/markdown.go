package main

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/drydock-dev/drydock/rules"
)

// visible returns a comment without the hidden marker at its end.
func visible(body string) string {
	text, _, _ := strings.Cut(body, "<!--")
	return strings.TrimSpace(text)
}

// markdown renders Markdown as GitHub does, with tables and the like. It keeps HTML tags, since
// comments use a few. old holds the lines that a suggestion in the text replaces.
func markdown(body string, old []string) (template.HTML, error) {
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe(),
		renderer.WithNodeRenderers(util.Prioritized(codeRenderer{old}, 1))))
	var b bytes.Buffer
	err := md.Convert([]byte(body), &b)
	return template.HTML(b.String()), err
}

// codeRenderer renders fenced code. Like GitHub, it colours a diff, and shows a suggestion as the
// change of the commented lines.
type codeRenderer struct{ old []string }

// RegisterFuncs implements renderer.NodeRenderer.
func (r codeRenderer) RegisterFuncs(register renderer.NodeRendererFuncRegisterer) {
	register.Register(ast.KindFencedCodeBlock, r.render)
}

func (r codeRenderer) render(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	block, ok := node.(*ast.FencedCodeBlock)
	if !ok {
		return ast.WalkContinue, nil
	}
	language := string(block.Language(source))
	var code []string // for diffs, with the mark in the first column
	if language == "suggestion" {
		for _, line := range r.old {
			code = append(code, "- "+line)
		}
	}
	for i := range block.Lines().Len() {
		segment := block.Lines().At(i)
		line := strings.TrimRight(string(segment.Value(source)), "\r\n")
		if language == "suggestion" {
			line = "+ " + line
		}
		code = append(code, line)
	}
	var b strings.Builder
	for _, line := range code {
		class := ""
		if language == "suggestion" || language == "diff" {
			class = map[string]string{"+": add, "-": del}[line[:min(1, len(line))]]
		}
		fmt.Fprintf(&b, "<span class=\"line %s\">%s\n</span>", class, template.HTMLEscapeString(line))
	}
	text := "<pre tabindex=\"0\"><code>" + b.String() + "</code></pre>\n"
	if language == "suggestion" {
		text = "<figure class=\"suggestion\"><figcaption>Suggested change</figcaption>\n" + text + "<p class=\"actions\"><span class=\"button\">Commit suggestion</span></p></figure>\n"
	}
	_, err := w.WriteString(text)
	return ast.WalkContinue, err
}

// rulesOf returns the rules that a comment links to, in its order.
func rulesOf(body string) (found []string) {
	source := []byte(body)
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the function returns no error
		if link, ok := n.(*ast.Link); ok && entering {
			name := string(link.Text(source))
			if rule, err := rules.All.Find(name); err == nil && rule.ID == name && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
		return ast.WalkContinue, nil
	})
	return found
}

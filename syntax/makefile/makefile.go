// Package makefile finds the shell scripts in a Makefile: the lines of its recipes.
//
// It may import syntax and syntax/shell. It touches neither the network, the clock nor
// the environment.
package makefile

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Is reports whether a file of this path is taken for a Makefile.
func Is(name string) bool {
	return slices.Contains([]string{"Makefile", "makefile", "GNUmakefile"}, path.Base(name)) || path.Ext(name) == ".mk"
}

// Parse reads a Makefile. It never fails: it skips what is no recipe.
func Parse(name string, source []byte) syntax.File {
	return shell.NewFile(name, source, syntax.Makefile, recipes)
}

// targetLine matches the line that names what a recipe makes.
var targetLine = regexp.MustCompile(`^([^\s:#=][^:#=]*?)\s*::?(?:[^=]|$)`)

// recipes returns the lines of all recipes, each with those that continue it: make gives
// each to a shell of its own.
// https://www.gnu.org/software/make/manual/html_node/Recipe-Syntax.html
func recipes(doc *syntax.Document) (sources []shell.Source) {
	target := ""
	for line := 1; line <= doc.Lines(); line++ {
		span := doc.LineSpan(line)
		text := doc.Text(span)
		if !strings.HasPrefix(text, "\t") {
			if m := targetLine.FindStringSubmatch(text); m != nil {
				target = m[1]
			}
			for continued(text) && line < doc.Lines() {
				line++
				text = doc.Text(doc.LineSpan(line))
			}
			continue
		}
		span.Start += len(text) - len(strings.TrimLeft(text, "\t @+-"))
		for continued(text) && line < doc.Lines() {
			line++
			span.End = doc.LineSpan(line).End
			text = doc.Text(doc.LineSpan(line))
		}
		sources = append(sources, shell.Source{Text: mask(doc.Source[span.Start:span.End]), Span: span, Name: target})
	}
	return sources
}

// continued reports whether a line goes on in the next one.
func continued(text string) bool {
	return (len(text)-len(strings.TrimRight(text, `\`)))%2 == 1
}

// mask returns a recipe's line as the shell could get it, of the same length: what make
// puts in becomes a variable of the shell's, which is not known either.
func mask(recipe []byte) []byte {
	masked := bytes.Clone(recipe)
	for i := 0; i+1 < len(masked); i++ {
		if masked[i] != '$' {
			continue
		}
		end := i + 2
		switch masked[i+1] {
		case '$': // make's way to write one
			masked[i] = '_'
			i++
			continue
		case '(', '{':
			end = i + 1 + bracket(masked[i+1:])
		}
		for j := i + 1; j < end; j++ {
			masked[j] = '_'
		}
		i = end - 1
	}
	return masked
}

// bracket returns the length of a text in brackets that begins here, and of all that is
// left when it does not end.
func bracket(text []byte) int {
	depth := 0
	for i, c := range text {
		switch c {
		case '(', '{':
			depth++
		case ')', '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

package makefile

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Recipe is a line of a recipe as make gives it to the shell.
type Recipe struct {
	Text string // with the variables that have a known value; others are "${NAME}"
	Line int    // 1-based
}

// assignment matches a variable's definition. Its groups are the name, the operator and the value.
var assignment = regexp.MustCompile(`^\s*(?:export\s+|override\s+)*([A-Za-z_][\w.-]*)\s*(\?|::?|)=\s*(.*)$`)

// Recipes returns the lines of a Makefile's recipes. A variable has a known value if the file defines
// it once, as a text or by such variables.
// https://www.gnu.org/software/make/manual/html_node/Using-Variables.html
func Recipes(doc *syntax.Document) (lines []Recipe) {
	values := variables(doc)
	for _, r := range recipes(doc) {
		text := (&expander{values: values}).expand(doc.Text(r.Span), 0)
		lines = append(lines, Recipe{Text: text, Line: doc.Position(r.Span.Start).Line})
	}
	return lines
}

// variables returns the definitions of a Makefile's variables. One that is defined twice, or added to,
// isn't known.
func variables(doc *syntax.Document) map[string]string {
	values, seen := map[string]string{"CURDIR": "."}, map[string]bool{}
	for line := 1; line <= doc.Lines(); line++ {
		text := doc.Text(doc.LineSpan(line))
		if strings.HasPrefix(text, "\t") {
			continue
		}
		for continued(text) && line < doc.Lines() {
			line++
			text = strings.TrimRight(strings.TrimSuffix(text, `\`), " \t") + " " + strings.TrimSpace(doc.Text(doc.LineSpan(line)))
		}
		if m := assignment.FindStringSubmatch(text); m != nil {
			value, _, _ := strings.Cut(m[3], " #")
			values[m[1]] = strings.TrimSpace(value)
			if seen[m[1]] {
				delete(values, m[1])
			}
			seen[m[1]] = true
		} else if name, _, adds := strings.Cut(text, "+="); adds {
			delete(values, strings.TrimSpace(name))
			seen[strings.TrimSpace(name)] = true
		}
	}
	return values
}

// Limits of what variables may expand to.
const (
	maxExpanded = 64 << 10 // bytes
	maxUsed     = 2000     // variables in a line, those in their values counted
	maxDepth    = 10
)

// expander replaces variables in one line.
type expander struct {
	values map[string]string
	used   int
}

// expand replaces the variables of make that have a known value, and "$$" by "$". What $(shell …) runs
// becomes the shell's own $(…).
func (e *expander) expand(text string, depth int) string {
	var b strings.Builder
	for i := 0; i < len(text) && b.Len() < maxExpanded; i++ {
		if text[i] != '$' || i+1 == len(text) {
			b.WriteByte(text[i])
			continue
		}
		switch text[i+1] {
		case '$':
			b.WriteByte('$')
			i++
		case '(', '{':
			length := bracket([]byte(text[i+1:]))
			b.WriteString(e.value(text[i+2:max(i+2, i+length)], depth))
			i += length
		default:
			b.WriteByte('$')
		}
	}
	return b.String()[:min(b.Len(), maxExpanded)]
}

// value returns what the name between make's brackets stands for.
func (e *expander) value(name string, depth int) string {
	e.used++
	value, ok := e.values[name]
	switch command, runs := strings.CutPrefix(name, "shell "); {
	case depth == maxDepth || e.used > maxUsed:
	case ok:
		return e.expand(value, depth+1)
	case runs:
		return "$(" + e.expand(command, depth+1) + ")"
	}
	return "${" + notName.ReplaceAllString(name, "_") + "}"
}

// notName matches what no name of a shell's variable has.
var notName = regexp.MustCompile(`\W`)

package rules

import (
	"regexp"
	"strconv"
	"strings"
)

var cmdMalformedJSON = &Rule{
	ID:       "cmd-malformed-json",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "what looks like the JSON form and is none",
	Doc: "JSON knows double quotes only, and no comma at the end. What is not quite JSON is\n" +
		"taken for the shell form: the shell finds no program of that name, and the\n" +
		"container does not start.",
	FixDoc: "Writes the array as JSON: double quotes, no comma at the end. The program is started without a shell then, as the brackets say.",
	Safety: Review,
	Check: func(p *Pass) {
		for in := range p.triggered() {
			if in.Name != "CMD" && in.Name != "ENTRYPOINT" || in.JSON || len(in.Args) != 1 {
				continue
			}
			text := in.Args[0].Text
			if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "]") || strings.HasPrefix(text, "[[") || strings.HasPrefix(text, "[ -") {
				continue
			}
			var fix *Fix
			if array, ok := asJSON(text); ok && !strings.Contains(in.Text(), "\n") {
				fix = &Fix{Safety: Review, Note: "Starts the program as the brackets say, without a shell.", Edits: []Edit{{Span: in.ArgsSpan, New: array}}}
			}
			p.Report(in.ArgsSpan, "This is not JSON, so it is run by a shell, which finds no program of that name: the container does not start. JSON has double quotes, and no comma at the end.", fix)
		}
	},
}

// jsonElement matches one element of what is meant to be an array of strings,
// in either kind of quotes.
var jsonElement = regexp.MustCompile(`^\s*(?:'([^'"\\]*)'|"([^"\\]*)"|\x{201C}([^\x{201D}"\\]*)\x{201D})\s*(?:,|$)`)

// asJSON returns what an array with wrong quotes or a comma at the end means.
func asJSON(text string) (array string, ok bool) {
	rest := strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	var elements []string
	for rest != "" {
		m := jsonElement.FindStringSubmatch(rest)
		if m == nil {
			return "", false
		}
		elements = append(elements, strconv.Quote(m[1]+m[2]+m[3]))
		rest = strings.TrimSpace(rest[len(m[0]):])
	}
	return "[" + strings.Join(elements, ", ") + "]", len(elements) > 0
}

package start

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var CmdMalformedJSON = &lint.Rule{
	ID:       "cmd-malformed-json",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "brackets that look like the JSON form but aren't valid JSON",
	Doc: "JSON allows only double quotes, and no comma at the end. Docker takes anything else for\n" +
		"the shell form. The shell then finds no program of that name, and the container\n" +
		"doesn't start.",
	FixDoc: "Writes the array as valid JSON: double quotes, no comma at the end. The program then starts without a shell, as the brackets intend.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "CMD" && in.Name != "ENTRYPOINT" || in.JSON || len(in.Args) != 1 {
				continue
			}
			text := in.Args[0].Text
			if !strings.HasPrefix(text, "[") || !strings.HasSuffix(text, "]") || strings.HasPrefix(text, "[[") || strings.HasPrefix(text, "[ -") {
				continue
			}
			var fix *lint.Fix
			if array, ok := asJSON(text); ok && in.EndLine == in.Line {
				fix = &lint.Fix{Safety: lint.Review, Note: "Starts the program without a shell, as the brackets intend.", Edits: []lint.Edit{{Span: in.ArgsSpan, New: array}}, Calls: lint.AddsCall(firstElement(array)).Join(lint.RemovesCalls("*"))}
			}
			p.About(shellForm).Report(in.ArgsSpan, "The container doesn't start: this isn't valid JSON, so a shell runs it and finds no such program. Use double quotes, and no comma at the end.", fix)
		}
	}),
}

// jsonElement matches one string of the array, in single, double or curly quotes.
var jsonElement = regexp.MustCompile(`^\s*(?:'([^'"\\]*)'|"([^"\\]*)"|\x{201C}([^\x{201D}"\\]*)\x{201D})\s*(?:,|$)`)

// firstElement returns the program in a JSON array, "" if it has a blank.
func firstElement(array string) string {
	var words []string
	if json.Unmarshal([]byte(array), &words) != nil || len(words) == 0 || strings.Contains(words[0], " ") {
		return ""
	}
	return words[0]
}

// asJSON returns an array with wrong quotes or a comma at the end as valid JSON.
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

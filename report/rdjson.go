package report

import (
	"io"
	"iter"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

// RDJSON writes the report in reviewdog's diagnostic format, including suggestions.
// https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
func RDJSON(w io.Writer, files iter.Seq[File]) error {
	type position struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	}
	type span struct {
		Start position `json:"start"`
		End   position `json:"end"`
	}
	type suggestion struct {
		Range span   `json:"range"`
		Text  string `json:"text"`
	}
	type location struct {
		Path  string `json:"path"`
		Range span   `json:"range"`
	}
	type code struct {
		Value string `json:"value"`
		URL   string `json:"url"`
	}
	type diagnostic struct {
		Message     string       `json:"message"`
		Location    location     `json:"location"`
		Severity    string       `json:"severity"`
		Code        code         `json:"code"`
		Suggestions []suggestion `json:"suggestions,omitempty"`
	}
	type source struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	out := newJSONWriter(w)
	out.open(`"source": `+encode(source{"drydock", Homepage}, "  "), "diagnostics")
	severities := map[lint.Severity]string{lint.Error: "ERROR", lint.Warning: "WARNING", lint.Info: "INFO"}
	for f := range files {
		if f.Err != nil {
			start := position{1, 1}
			out.element(diagnostic{Message: f.Err.Error(), Location: location{f.Path, span{start, start}}, Severity: "ERROR", Code: code{"not-read", Homepage}})
			continue
		}
		shown := map[int]bool{}
		for i, finding := range f.Plan.Findings {
			d := diagnostic{
				Message:  finding.Message,
				Location: location{f.Path, span{position(finding.Start), position(finding.End)}},
				Severity: severities[finding.Severity],
				Code:     code{finding.Rule.ID, RuleURL(finding.Rule)},
			}
			// Add each suggestion only once; reviewdog would show it with every finding.
			if n := f.Plan.SuggestionOf[i]; n >= 0 && !shown[n] {
				shown[n] = true
				s := f.Plan.Suggestions[n]
				lines := span{position{s.StartLine, 1}, position{s.EndLine + 1, 1}}
				text := s.Replacement
				if text != "" && !strings.HasSuffix(text, "\n") {
					text += f.Plan.File.LineEnding()
				}
				d.Suggestions = append(d.Suggestions, suggestion{lines, text})
			}
			out.element(d)
		}
	}
	out.close("", nil)
	return out.err
}

// Homepage is the project's address.
const Homepage = "https://github.com/drydock-dev/drydock"

// RuleURL returns the address of a rule's page.
func RuleURL(r *lint.Rule) string { return Homepage + "/blob/main/docs/rules/" + r.ID + ".md" }

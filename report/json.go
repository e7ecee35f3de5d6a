package report

import (
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/drydock-dev/drydock/measured"
)

// jsonFile is a file in version 1 of the JSON. That is a contract: fields may be added, but never
// changed. The whole report is
//
//	{"version": 1, "files": [jsonFile…], "summary": Counts}
type jsonFile struct {
	Path        string           `json:"path"`
	Error       *string          `json:"error"`
	Findings    []jsonFinding    `json:"findings"`
	Suggestions []jsonSuggestion `json:"suggestions"`
}

type jsonFinding struct {
	Rule     string   `json:"rule"`
	Aliases  []string `json:"aliases"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	EndLine  int      `json:"end_line"`
	// EndColumn is the column after the last byte: a range of one byte ends one column after its
	// start.
	EndColumn  int  `json:"end_column"`
	Suggestion *int `json:"suggestion"` // index into the file's suggestions
	// Draft is a file to write where no suggestion can hold the change, null for most.
	Draft *jsonDraft `json:"draft"`
}

type jsonDraft struct {
	Path string `json:"path"`
	Text string `json:"text"`
	Note string `json:"note"` // "" for none
}

type jsonSuggestion struct {
	StartLine   int      `json:"start_line"`
	EndLine     int      `json:"end_line"`
	Replacement string   `json:"replacement"` // without the last line's ending; if empty, the lines are deleted
	Rules       []string `json:"rules"`
	Safety      string   `json:"safety"`
	Proof       string   `json:"proof"`
	// Rehearsed is true if every script that the suggestion changes was rehearsed, also if it changes
	// none.
	Rehearsed bool `json:"rehearsed"`
	// Measured is what a real build and start found, null if there was none.
	Measured *jsonMeasured `json:"measured"`
}

// jsonMeasured is a Dockerfile as it is and with the suggestion.
type jsonMeasured struct {
	Before measured.Figures `json:"before"`
	After  measured.Figures `json:"after"`
}

// JSON writes the report as JSON, version 1.
func JSON(w io.Writer, files iter.Seq[File]) error {
	out := newJSONWriter(w)
	out.open(`"version": 1`, "files")
	var counts Counts
	for f := range files {
		counts.Add(f)
		out.element(newJSONFile(f))
	}
	out.close("summary", counts)
	return out.err
}

// jsonWriter writes an object with one long array, element by element.
type jsonWriter struct {
	w     io.Writer
	err   error
	comma string // before the next element
}

func newJSONWriter(w io.Writer) *jsonWriter { return &jsonWriter{w: w} }

func (j *jsonWriter) printf(format string, args ...any) {
	if j.err == nil {
		_, j.err = fmt.Fprintf(j.w, format, args...)
	}
}

// open starts the object, with first as its first member in JSON, and the array.
func (j *jsonWriter) open(first, array string) {
	j.printf("{\n  %s,\n  %q: [", first, array)
}

func (j *jsonWriter) element(v any) {
	j.printf("%s\n    %s", j.comma, encode(v, "    "))
	j.comma = ","
}

// close ends the array and the object. Before that it adds a last member, unless its name is empty.
func (j *jsonWriter) close(name string, last any) {
	if j.comma != "" {
		j.printf("\n  ")
	}
	j.printf("]")
	if name != "" {
		j.printf(",\n  %q: %s", name, encode(last, "  "))
	}
	j.printf("\n}\n")
}

// encode returns a value as JSON with an indentation. It is for plain data, which always encodes.
func encode(v any, indent string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent(indent, "  ")
	_ = enc.Encode(v)
	return strings.TrimSuffix(b.String(), "\n")
}

func newJSONFile(f File) jsonFile {
	j := jsonFile{Path: f.Path, Findings: []jsonFinding{}, Suggestions: []jsonSuggestion{}}
	if f.Err != nil {
		text := f.Err.Error()
		j.Error = &text
		return j
	}
	for i, finding := range f.Plan.Findings {
		aliases := append([]string{}, finding.Names()[1:]...)
		item := jsonFinding{
			Rule: finding.Rule.ID, Aliases: aliases, Severity: finding.Severity.String(), Message: finding.Message,
			Line: finding.Start.Line, Column: finding.Start.Column, EndLine: finding.End.Line, EndColumn: finding.End.Column,
		}
		if n := f.Plan.SuggestionOf[i]; n >= 0 {
			item.Suggestion = &n
		} else if d := finding.Draft; d != nil {
			item.Draft = &jsonDraft{d.Path, d.Text, d.Note}
		}
		j.Findings = append(j.Findings, item)
	}
	for _, s := range f.Plan.Suggestions {
		item := jsonSuggestion{s.StartLine, s.EndLine, s.Replacement, s.Rules, string(s.Safety), s.Proof.String(), s.Rehearsed, nil}
		if c := f.measured(s); c != nil {
			item.Measured = &jsonMeasured{c.Before, c.After}
		}
		j.Suggestions = append(j.Suggestions, item)
	}
	return j
}

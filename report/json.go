package report

import (
	"encoding/json"
	"io"
)

// The JSON of version 1 is a contract: fields are added, never changed.
type jsonReport struct {
	Version int        `json:"version"`
	Files   []jsonFile `json:"files"`
	Summary Counts     `json:"summary"`
}

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
	// EndColumn is the column behind the last byte, so that a range of one
	// byte ends one column after it begins.
	EndColumn  int  `json:"end_column"`
	Suggestion *int `json:"suggestion"` // index into the file's suggestions
}

type jsonSuggestion struct {
	StartLine   int      `json:"start_line"`
	EndLine     int      `json:"end_line"`
	Replacement string   `json:"replacement"` // without the last line's ending; empty: the lines are deleted
	Rules       []string `json:"rules"`
	Safety      string   `json:"safety"`
	Proof       string   `json:"proof"`
}

// JSON writes the report as JSON, version 1.
func JSON(w io.Writer, files []File) error {
	r := jsonReport{Version: 1, Files: []jsonFile{}, Summary: Count(files)}
	for _, f := range files {
		r.Files = append(r.Files, newJSONFile(f))
	}
	return encode(w, r)
}

func encode(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func newJSONFile(f File) jsonFile {
	j := jsonFile{Path: f.Path, Findings: []jsonFinding{}, Suggestions: []jsonSuggestion{}}
	if f.Err != nil {
		text := f.Err.Error()
		j.Error = &text
		return j
	}
	for i, finding := range f.Plan.Findings {
		aliases := finding.Rule.OtherNames()
		if aliases == nil {
			aliases = []string{}
		}
		item := jsonFinding{
			Rule: finding.Rule.ID, Aliases: aliases, Severity: finding.Severity.String(), Message: finding.Message,
			Line: finding.Start.Line, Column: finding.Start.Column, EndLine: finding.End.Line, EndColumn: finding.End.Column,
		}
		if n := f.Plan.SuggestionOf[i]; n >= 0 {
			item.Suggestion = &n
		}
		j.Findings = append(j.Findings, item)
	}
	for _, s := range f.Plan.Suggestions {
		j.Suggestions = append(j.Suggestions, jsonSuggestion{s.StartLine, s.EndLine, s.Replacement, s.Rules, string(s.Safety), string(s.Proof)})
	}
	return j
}

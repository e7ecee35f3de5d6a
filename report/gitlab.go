package report

import (
	"io"
	"iter"

	"github.com/drydock-dev/drydock/lint"
)

// GitLab writes the findings as a GitLab code quality report, shown in merge requests.
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
func GitLab(w io.Writer, files iter.Seq[File]) error {
	type lines struct {
		Begin int `json:"begin"`
		End   int `json:"end"`
	}
	type location struct {
		Path  string `json:"path"`
		Lines lines  `json:"lines"`
	}
	type issue struct {
		Description string   `json:"description"`
		CheckName   string   `json:"check_name"`
		Fingerprint string   `json:"fingerprint"`
		Severity    string   `json:"severity"`
		Location    location `json:"location"`
	}
	severities := map[lint.Severity]string{lint.Error: "critical", lint.Warning: "major", lint.Info: "minor"}
	out := newJSONWriter(w)
	out.printf("[")
	for f := range files {
		if f.Err != nil {
			out.element(issue{f.Err.Error(), "not-read", "not-read " + f.Path, "critical", location{f.Path, lines{1, 1}}})
			continue
		}
		prints := lint.Fingerprints(f.Plan.File, f.Plan.Findings)
		for i, finding := range f.Plan.Findings {
			// Fingerprints of files with the same text are the same, but GitLab needs unique ones.
			out.element(issue{finding.Message, finding.Rule.ID, prints[i] + " " + f.Path, severities[finding.Severity], location{f.Path, lines{finding.Start.Line, finding.End.Line}}})
		}
	}
	out.printf("\n]\n")
	return out.err
}

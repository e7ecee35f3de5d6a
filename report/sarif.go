package report

import (
	"io"
	"iter"
	"unicode/utf16"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// SARIF writes the report as SARIF 2.1.0. Columns are in UTF-16 units, as SARIF requires.
// Fingerprints identify a finding from run to run.
func SARIF(w io.Writer, files iter.Seq[File]) error {
	run := sarif.NewRunWithInformationURI("drydock", Homepage)
	run.WithColumnKind("utf16CodeUnits")
	for _, r := range rules.All {
		run.AddRule(r.ID).WithDescription(r.Summary).WithHelpURI(RuleURL(r)).WithMarkdownHelp(r.Doc)
	}
	for f := range files {
		if f.Err != nil {
			run.CreateResultForRule("parse-error").WithLevel("error").WithMessage(sarif.NewTextMessage(f.Err.Error())).
				AddLocation(location(f.Path, sarif.NewRegion().WithStartLine(1)))
			continue
		}
		prints := lint.Fingerprints(f.Plan.File, f.Plan.Findings)
		for i, finding := range f.Plan.Findings {
			result := run.CreateResultForRule(finding.Rule.ID).
				WithLevel(map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "note"}[finding.Severity]).
				WithMessage(sarif.NewTextMessage(finding.Message)).
				AddLocation(location(f.Path, region(f.Plan.File, finding))).
				WithPartialFingerprints(map[string]string{"primaryLocationLineHash": prints[i]})
			if n := f.Plan.SuggestionOf[i]; n >= 0 {
				result.AddFixe(sarifFix(f, f.Plan.Suggestions[n]))
			}
		}
	}
	report := sarif.NewReport()
	report.AddRun(run)
	return report.Write(w)
}

func location(path string, region *sarif.Region) *sarif.Location {
	return sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
		WithArtifactLocation(sarif.NewSimpleArtifactLocation(path)).WithRegion(region))
}

func region(file *syntax.Document, f lint.Finding) *sarif.Region {
	return sarif.NewRegion().
		WithStartLine(f.Start.Line).WithStartColumn(utf16Column(file, f.Start)).
		WithEndLine(f.End.Line).WithEndColumn(utf16Column(file, f.End))
}

// utf16Column converts a column in bytes to one in UTF-16 units.
func utf16Column(file *syntax.Document, p syntax.Position) int {
	start := file.FullLineSpan(p.Line).Start
	units := 1
	for _, r := range file.Text(syntax.Span{Start: start, End: start + p.Column - 1}) {
		units += max(1, utf16.RuneLen(r))
	}
	return units
}

func sarifFix(f File, s fix.Suggestion) *sarif.Fix {
	text := s.Replacement
	if text != "" {
		text += f.Plan.File.LineEnding()
	}
	lines := sarif.NewRegion().WithStartLine(s.StartLine).WithStartColumn(1).WithEndLine(s.EndLine + 1).WithEndColumn(1)
	if s.EndLine == f.Plan.File.Lines() {
		last := f.Plan.File.LineSpan(s.EndLine)
		lines = sarif.NewRegion().WithStartLine(s.StartLine).WithStartColumn(1).WithEndLine(s.EndLine).
			WithEndColumn(utf16Column(f.Plan.File, f.Plan.File.Position(last.End)))
		text = s.Replacement
	}
	return sarif.NewFix().
		WithDescription(sarif.NewTextMessage("Checked: " + s.Checked() + " " + string(s.Safety) + ", " + s.Proof.String())).
		AddArtifactChange(sarif.NewArtifactChange().
			WithArtifactLocation(sarif.NewSimpleArtifactLocation(f.Path)).
			AddReplacement(sarif.NewReplacement().WithDeletedRegion(lines).
				WithInsertedContent(sarif.NewArtifactContent().WithText(text))))
}

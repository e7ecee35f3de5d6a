package report

import (
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

// Annotations writes the findings as workflow commands, which GitHub shows next to the lines.
// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
func Annotations(w io.Writer, files iter.Seq[File]) error {
	for f := range files {
		if f.Err != nil {
			if _, err := fmt.Fprintf(w, "::error file=%s,title=Drydock::%s\n", escapeProperty(f.Path), escapeData(f.Err.Error())); err != nil {
				return err
			}
			continue
		}
		for _, finding := range f.Findings() {
			if _, err := fmt.Fprintln(w, Annotation(f.Path, finding)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Annotation returns the workflow command for a finding.
func Annotation(path string, f lint.Finding) string {
	kind := map[lint.Severity]string{lint.Error: "error", lint.Warning: "warning", lint.Info: "notice"}[f.Severity]
	properties := fmt.Sprintf("file=%s,line=%d,endLine=%d", escapeProperty(path), f.Start.Line, f.End.Line)
	if f.Start.Line == f.End.Line {
		properties += fmt.Sprintf(",col=%d,endColumn=%d", f.Start.Column, f.End.Column)
	}
	return fmt.Sprintf("::%s %s,title=%s::%s", kind, properties, escapeProperty(f.Key()), escapeData(f.Message))
}

var dataEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
var propertyEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")

func escapeData(s string) string     { return dataEscaper.Replace(s) }
func escapeProperty(s string) string { return propertyEscaper.Replace(s) }

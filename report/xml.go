package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"iter"
)

// Checkstyle writes the findings as Checkstyle XML, which many CI systems and editors read.
// https://github.com/checkstyle/checkstyle/blob/master/src/main/java/com/puppycrawl/tools/checkstyle/XMLLogger.java
func Checkstyle(w io.Writer, files iter.Seq[File]) error {
	type checkError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
	type file struct {
		XMLName xml.Name     `xml:"file"`
		Name    string       `xml:"name,attr"`
		Errors  []checkError `xml:"error"`
	}
	return writeXML(w, `<checkstyle version="4.3">`, "</checkstyle>", files, func(f File) any {
		out := file{Name: f.Path}
		if f.Err != nil {
			out.Errors = append(out.Errors, checkError{1, 1, "error", f.Err.Error(), "drydock.not-read"})
		}
		for _, finding := range f.Findings() {
			out.Errors = append(out.Errors, checkError{finding.Start.Line, finding.Start.Column, finding.Severity.String(), finding.Message, "drydock." + finding.Key()})
		}
		return out
	})
}

// JUnit writes each file as a test suite with a failed case per finding, or one passed case.
// https://github.com/testmoapp/junitxml
func JUnit(w io.Writer, files iter.Seq[File]) error {
	type failure struct {
		Type    string `xml:"type,attr"`
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
	type testCase struct {
		Name      string   `xml:"name,attr"`
		ClassName string   `xml:"classname,attr"`
		File      string   `xml:"file,attr"`
		Line      int      `xml:"line,attr"`
		Failure   *failure `xml:"failure"`
	}
	type suite struct {
		XMLName  xml.Name   `xml:"testsuite"`
		Name     string     `xml:"name,attr"`
		Tests    int        `xml:"tests,attr"`
		Failures int        `xml:"failures,attr"`
		Cases    []testCase `xml:"testcase"`
	}
	return writeXML(w, `<testsuites name="drydock">`, "</testsuites>", files, func(f File) any {
		out := suite{Name: f.Path}
		add := func(name string, line int, severity, message string) {
			out.Cases = append(out.Cases, testCase{name, f.Path, f.Path, line, &failure{severity, message, fmt.Sprintf("%s:%d: %s: %s", f.Path, line, name, message)}})
		}
		if f.Err != nil {
			add("not-read", 1, "error", f.Err.Error())
		}
		for _, finding := range f.Findings() {
			add(finding.Rule.ID, finding.Start.Line, finding.Severity.String(), finding.Message)
		}
		out.Failures = len(out.Cases)
		if out.Failures == 0 {
			out.Cases = append(out.Cases, testCase{Name: "no findings", ClassName: f.Path, File: f.Path, Line: 1})
		}
		out.Tests = len(out.Cases)
		return out
	})
}

// writeXML writes a document with one element per file.
func writeXML(w io.Writer, open, end string, files iter.Seq[File], element func(File) any) error {
	if _, err := io.WriteString(w, xml.Header+open+"\n"); err != nil {
		return err
	}
	for f := range files {
		text, err := xml.MarshalIndent(element(f), "  ", "  ")
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\n", text); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, end+"\n")
	return err
}

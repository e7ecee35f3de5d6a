// Package report writes what was found: as text for people, as JSON, SARIF and
// rdjson for programs, as workflow commands and a job summary for GitHub
// Actions.
//
// It may import rules and fix. What it writes depends on its arguments alone.
package report

// Package report writes findings and suggestions: as text for people, as JSON,
// SARIF, rdjson and more for programs, and as workflow commands and a job
// summary for GitHub Actions.
//
// It may import rules and fix. Its output depends only on its arguments.
package report

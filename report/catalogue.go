package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// ByID returns rules sorted by id.
func ByID(rules []*lint.Rule) []*lint.Rule {
	return slices.SortedFunc(slices.Values(rules), func(a, b *lint.Rule) int { return strings.Compare(a.ID, b.ID) })
}

// RuleTable writes rules, a line each.
func RuleTable(w io.Writer, rules []*lint.Rule) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "RULE\tPROFILE\tSEVERITY\tFIX\tALSO KNOWN AS")
	for _, r := range ByID(rules) {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Profile, r.Severity, fixWord(r), strings.Join(r.OtherNames(), " "))
	}
	return t.Flush()
}

// RuleSummaries writes what rules find and their other names, a line each.
func RuleSummaries(w io.Writer, rules []*lint.Rule) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range ByID(rules) {
		fmt.Fprintf(t, "%s\t%s\t%s\n", r.ID, r.Summary, strings.Join(r.OtherNames(), " "))
	}
	return t.Flush()
}

func fixWord(r *lint.Rule) string {
	if r.Safety == lint.None {
		return "–"
	}
	return string(r.Safety)
}

// RuleText writes a rule's text as Markdown.
func RuleText(w io.Writer, r *lint.Rule) error {
	_, err := io.WriteString(w, RulePage(r, Example{}))
	return err
}

// Example is a file before and after a rule's fix. The texts are "" if there is no example.
type Example struct {
	Language      string // for a Markdown code fence
	Before, After string
}

// RulePage returns a rule's page in Markdown.
func RulePage(r *lint.Rule, example Example) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s.\n\n", r.ID, strings.ToUpper(r.Summary[:1])+r.Summary[1:])
	fmt.Fprintf(&b, "| reads | profile | severity | fix | since | also known as |\n| --- | --- | --- | --- | --- | --- |\n| %s | %s | %s | %s | %s | %s |\n\n",
		reads(r), r.Profile, r.Severity, fixWord(r), r.Since, strings.Join(r.OtherNames(), ", "))
	fmt.Fprintf(&b, "%s\n", strings.TrimSpace(r.Doc))
	if example.Before != "" {
		fmt.Fprintf(&b, "\n## Example\n\n```%s\n%s```\n", example.Language, example.Before)
	}
	if example.After != "" {
		fmt.Fprintf(&b, "\nWith the suggestion:\n\n```%s\n%s```\n", example.Language, example.After)
	}
	fmt.Fprintf(&b, "\n## The fix\n\n%s\n", strings.TrimSpace(r.FixDoc))
	one := "line"
	if r.Reads(syntax.Dockerfile) {
		one = "instruction"
	}
	fmt.Fprintf(&b, "\n## Switch it off\n\nFor one "+one+", with a comment above it: `# drydock ignore=%s because …`.\nFor a repository, in `drydock.yaml`:\n\n```yaml\nrules:\n  %s: \"off\"\n```\n", r.ID, r.ID)
	return b.String()
}

// reads returns the kinds of files that a rule reads, for people.
func reads(r *lint.Rule) string {
	var titles []string
	for _, k := range kinds.All() {
		if r.Reads(k) {
			titles = append(titles, kinds.Title(k))
		}
	}
	return strings.Join(titles, ", ")
}

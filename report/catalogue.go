package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// ByID returns the rules sorted by id.
func ByID() []*rules.Rule {
	return slices.SortedFunc(slices.Values(rules.All), func(a, b *rules.Rule) int { return strings.Compare(a.ID, b.ID) })
}

// RuleTable writes the catalogue, one line per rule.
func RuleTable(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "RULE\tPROFILE\tSEVERITY\tFIX\tALSO KNOWN AS")
	for _, r := range ByID() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", r.ID, r.Profile, r.Severity, fixWord(r), strings.Join(r.OtherNames(), " "))
	}
	return t.Flush()
}

func fixWord(r *rules.Rule) string {
	if r.Safety == rules.None {
		return "–"
	}
	return string(r.Safety)
}

// RuleText writes a rule's text as Markdown.
func RuleText(w io.Writer, r *rules.Rule) error {
	_, err := io.WriteString(w, RulePage(r, Example{}))
	return err
}

// Example is a file before and after a rule's fix. The texts are "" if there is no example.
type Example struct {
	Language      string // for a Markdown code fence
	Before, After string
}

// RulePage returns a rule's page in Markdown.
func RulePage(r *rules.Rule, example Example) string {
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
func reads(r *rules.Rule) string {
	if len(r.Kinds) == 0 {
		return kinds.Title(syntax.Dockerfile)
	}
	var titles []string
	for _, k := range r.Kinds {
		titles = append(titles, kinds.Title(k))
	}
	return strings.Join(titles, ", ")
}

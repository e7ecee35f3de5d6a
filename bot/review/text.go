package review

import (
	"fmt"
	"html"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/report"
)

// text returns the topic's comment in Markdown: the findings, the suggestion, what to check
// before accepting it, and what was proven.
func (t topic) text(button bool) string {
	said := t.said()
	var parts []string
	switch {
	case len(said) == 1:
		parts = append(parts, said[0].reason())
	case t.isWithdrawn():
		parts = append(parts, plural(len(t.findings), "finding")+":", t.list(said))
	default:
		parts = append(parts, "One change fixes "+plural(len(t.findings), "finding")+":", t.list(said))
	}
	parts = append(parts, t.causeText(button)...)
	parts = append(parts, t.followersText()...)
	if t.suggestion == nil {
		return strings.Join(slices.Concat(parts, t.drafts(), t.builtText()), "\n\n")
	}
	parts = append(parts, t.shapeText()...)
	if button {
		parts = append(parts, t.suggestionBlock())
	} else {
		parts = append(parts, t.foldedDiff())
	}
	parts = append(parts, t.otherNotes(said)...)
	parts = append(parts, t.builtText()...)
	parts = append(parts, "<sub>"+proofText(t.suggestion)+"</sub>")
	return strings.Join(parts, "\n\n")
}

// saying is what a topic says of findings with the same message.
type saying struct {
	lint.Finding
	lines []int
}

// said returns what the topic says of its findings, each message once.
func (t topic) said() (all []*saying) {
	for _, f := range t.findings {
		i := slices.IndexFunc(all, func(s *saying) bool {
			return s.Key() == f.Key() && s.Severity == f.Severity && fix.Words(s.Message) == fix.Words(f.Message)
		})
		if i < 0 {
			i = len(all)
			all = append(all, &saying{Finding: f})
		}
		if !slices.Contains(all[i].lines, f.Start.Line) {
			all[i].lines = append(all[i].lines, f.Start.Line)
		}
	}
	return all
}

// reason returns the findings' severity, message and rule, with a link to the rule's page, and their
// lines if there are several.
func (s *saying) reason() string {
	mark := map[lint.Severity]string{lint.Error: "Error", lint.Warning: "Warning", lint.Info: "Info"}[s.Severity]
	lines := ""
	if len(s.lines) > 1 {
		lines = " (" + lineNumbers(s.lines) + ")"
	}
	return fmt.Sprintf("**%s:** %s%s <sub>[%s](%s)</sub>", mark, Markdown(s.Message), lines, s.Key(), report.RuleURL(s.Rule))
}

// list returns the findings as a list, each with the notes of its rule's fix.
func (t topic) list(said []*saying) string {
	var items []string
	for i, s := range said {
		item := "- " + s.reason()
		first := !slices.ContainsFunc(said[:i], func(earlier *saying) bool { return earlier.Rule == s.Rule })
		for _, n := range t.notes() {
			if n.Rule == s.Rule.ID && first {
				item += "\n  " + t.notesHeading() + " " + Markdown(n.Text)
			}
		}
		items = append(items, item)
	}
	return strings.Join(items, "\n")
}

func (t topic) notes() []fix.Note {
	if t.suggestion == nil {
		return nil
	}
	return t.suggestion.Notes
}

func (t topic) notesHeading() string {
	if t.suggestion.Safety == lint.Review {
		return "**Before you accept:**"
	}
	return "**What changes:**"
}

// otherNotes returns the notes that are not in the list: those of a single finding's fix, and those
// of fixes that only another fix of the suggestion made necessary.
func (t topic) otherNotes(said []*saying) (parts []string) {
	var texts []string
	for _, n := range t.notes() {
		switch {
		case !slices.ContainsFunc(said, func(s *saying) bool { return s.Rule.ID == n.Rule }):
			texts = append(texts, n.Rule+": "+Markdown(n.Text))
		case len(said) == 1:
			texts = append(texts, Markdown(n.Text))
		}
	}
	switch len(texts) {
	case 0:
		return nil
	case 1:
		return []string{t.notesHeading() + " " + texts[0]}
	}
	return []string{t.notesHeading(), "- " + strings.Join(texts, "\n- ")}
}

// causeText says where the finding is if the comment is on the line that caused it, and the other
// way round.
func (t topic) causeText(button bool) []string {
	f := t.findings[0]
	if f.CauseLine == 0 {
		return nil
	}
	if first, last, ok := t.lines(); ok && first <= f.Start.Line && f.Start.Line <= last || button {
		if t.file.Changes.Containing(f.CauseLine) < 0 {
			return []string{fmt.Sprintf("Caused by what this change removes above line %d.", f.CauseLine)}
		}
		return []string{fmt.Sprintf("Caused by the change on line %d.", f.CauseLine)}
	}
	line := strings.TrimSpace(t.file.Plan.File.LinesText(f.Start.Line, f.Start.Line))
	return []string{fmt.Sprintf("This change affects line %d: %s", f.Start.Line, report.Code(line))}
}

// drafts returns the files that the findings propose, each folded, with what to decide.
func (t topic) drafts() (parts []string) {
	for _, f := range t.findings {
		if f.Draft == nil {
			continue
		}
		title, info := "Draft of", "diff"
		lines := report.DraftLines(t.file.Plan, f.Draft)
		if f.Draft.Path != t.file.Plan.File.Path { // a new file: to copy as it is
			title, info = "New file", ""
			lines = strings.Split(strings.TrimSuffix(f.Draft.Text, "\n"), "\n")
		}
		part := fmt.Sprintf("<details><summary>%s <code>%s</code></summary>\n\n%s\n\n</details>", title, html.EscapeString(f.Draft.Path), fenced(info, strings.Join(lines, "\n")))
		if f.Draft.Note != "" {
			part += "\n\n**Before you use it:** " + Markdown(f.Draft.Note)
		}
		parts = append(parts, part)
	}
	return parts
}

// maxFollowers is how many other places a comment names that have the same finding.
const maxFollowers = 20

// followersText names the places that the topic speaks for, each file once: first the topic's own.
func (t topic) followersText() []string {
	if len(t.followers) == 0 {
		return nil
	}
	named := t.followers[:min(len(t.followers), maxFollowers)]
	paths := []string{t.file.Path}
	lines := map[string][]int{}
	for _, f := range named {
		if !slices.Contains(paths, f.file.Path) {
			paths = append(paths, f.file.Path)
		}
		lines[f.file.Path] = append(lines[f.file.Path], f.findings[0].Start.Line)
	}
	var places []string
	for _, path := range paths {
		switch {
		case len(lines[path]) == 0:
		case path == t.file.Path:
			places = append(places, lineNumbers(lines[path]))
		default:
			places = append(places, report.Code(path)+" "+lineNumbers(lines[path]))
		}
	}
	if more := len(t.followers) - len(named); more > 0 {
		places = append(places, fmt.Sprintf("and %d more", more))
	}
	return []string{"The same in " + plural(len(t.followers), "other place") + ": " + strings.Join(places, ", ") + "."}
}

// lineNumbers names lines: "lines 72–74", "lines 3, 8".
func lineNumbers(lines []int) string {
	lines = slices.Sorted(slices.Values(lines))
	var ranges []string
	for i := 0; i < len(lines); {
		last := i
		for last+1 < len(lines) && lines[last+1] == lines[last]+1 {
			last++
		}
		text := fmt.Sprint(lines[i])
		if last > i {
			text += fmt.Sprintf("–%d", lines[last])
		}
		ranges = append(ranges, text)
		i = last + 1
	}
	if len(lines) == 1 {
		return "line " + ranges[0]
	}
	return "lines " + strings.Join(ranges, ", ")
}

// maxBody is the size limit of a body in bytes. GitHub's own is 65,536 characters.
const maxBody = 60_000

// commentText returns the topic's text, without the suggestion if that is too long for a
// comment.
func (t topic) commentText(button bool) string {
	text := t.text(button)
	if len(text) <= maxBody {
		return text
	}
	t.suggestion = nil
	text = t.text(false) + "\n\nThe change is too long for a comment. Run `drydock fix --all` to apply it."
	return strings.ToValidUTF8(text[:min(len(text), maxBody)], "")
}

// proofText says what was checked about a suggestion, and never more.
func proofText(s *fix.Suggestion) string {
	text := "Checked: " + s.Checked() + " The findings are gone, and there are no new ones, with this change alone and together with the other suggestions."
	switch s.Proof {
	case buildkit.SameBuild:
		return text + " BuildKit builds exactly the same."
	case buildkit.Unbuilt:
		return text
	case buildkit.SameLayers:
		return text + " The layers stay the same; only the image's configuration changes."
	}
	return text + " Layers from here on are rebuilt."
}

// reviewBody returns the review's own text. link is the address of the head's files; ""
// means no links.
func reviewBody(comments, suggestions, leftOut int, outside []topic, link string) string {
	var parts []string
	if comments > 0 {
		text := fmt.Sprintf("Drydock has %s on this pull request", plural(comments, "comment"))
		switch suggestions {
		case 0:
			text += "."
		case 1:
			text += ", one with a change that you can commit from here."
		default:
			text += fmt.Sprintf(", %d with a change that you can commit from here, one by one or as a batch.", suggestions)
		}
		if leftOut > 0 {
			noun, verb := "findings", "are"
			if leftOut == 1 {
				noun, verb = "finding", "is"
			}
			text += fmt.Sprintf(" %d less severe %s %s in the job summary (limit: `max-comments`).", leftOut, noun, verb)
		}
		parts = append(parts, text)
	}
	if len(outside) > 0 {
		parts = append(parts, "GitHub doesn't allow comments on these lines (usually because they aren't in the diff):")
	}
	length := 0
	for i, t := range outside {
		text := t.bodyText(link)
		if length += len(text) + 2; length > maxBody {
			parts = append(parts, fmt.Sprintf("There's no room here for %d more: see the job summary.", len(outside)-i))
			break
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n")
}

// plural returns a number with a noun, "one" for 1.
func plural(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

var inert = strings.NewReplacer("<", "&lt;", "@", "&#64;", "#", "&#35;", "\n", " ", "\r", " ", "[", "&#91;", "!", "&#33;", "*", "&#42;")

// Markdown escapes a message outside its inline code. Text from the repository must not
// notify, link or render.
func Markdown(message string) string {
	parts := strings.Split(message, "`")
	if len(parts)%2 == 0 { // an unpaired backtick
		return inert.Replace(strings.ReplaceAll(message, "`", "'"))
	}
	var b strings.Builder
	for i, p := range parts {
		if i%2 == 1 {
			b.WriteString(report.Code(p))
		} else {
			b.WriteString(inert.Replace(p))
		}
	}
	return b.String()
}

package review

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/report"
)

// text returns the topic's comment in Markdown: the findings, the suggestion, what to check
// before accepting it, and what was proven.
func (t topic) text(button bool) string {
	var parts []string
	if len(t.findings) == 1 {
		parts = append(parts, reason(t.findings[0]))
	} else {
		list := []string{}
		if t.suggestion != nil {
			parts = append(parts, "One change fixes "+plural(len(t.findings), "finding")+":")
		}
		for _, f := range t.findings {
			list = append(list, "- "+reason(f))
		}
		parts = append(parts, strings.Join(list, "\n"))
	}
	if t.suggestion == nil {
		return strings.Join(parts, "\n\n")
	}
	if button {
		parts = append(parts, t.suggestionBlock())
	} else {
		parts = append(parts, "Suggested change:", t.diffBlock())
	}
	if len(t.suggestion.Notes) > 0 {
		var notes []string
		for _, n := range t.suggestion.NoteTexts() {
			notes = append(notes, Markdown(n))
		}
		heading := "**What changes:** "
		if t.suggestion.Safety == lint.Review {
			heading = "**Before you accept:** "
		}
		if len(t.suggestion.Rules) > 1 {
			parts = append(parts, strings.TrimSpace(heading), "- "+strings.Join(notes, "\n- "))
		} else {
			parts = append(parts, heading+strings.Join(notes, " "))
		}
	}
	parts = append(parts, "<sub>"+proofText(t.suggestion.Proof)+"</sub>")
	return strings.Join(parts, "\n\n")
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

// reason returns a finding's severity, message and rule, with a link to the rule's page.
func reason(f lint.Finding) string {
	mark := map[lint.Severity]string{lint.Error: "Error", lint.Warning: "Warning", lint.Info: "Info"}[f.Severity]
	return fmt.Sprintf("**%s:** %s <sub>[%s](%s)</sub>", mark, Markdown(f.Message), f.Key(), report.RuleURL(f.Rule))
}

// proofText says what was proven about a suggestion.
func proofText(c buildkit.Change) string {
	const proven = "Proven before posting: BuildKit accepts the changed file, the findings are gone, and there are no new ones. This holds for this change alone and together with the other suggestions. "
	switch c {
	case buildkit.SameBuild:
		return proven + "BuildKit builds exactly the same."
	case buildkit.Unbuilt:
		return "Proven before posting: the changed file loads as before, only what's named here changes, the findings are gone, and there are no new ones. This holds for this change alone and together with the other suggestions."
	case buildkit.SameLayers:
		return proven + "The layers stay the same; only the image's configuration changes."
	}
	return proven + "Layers from here on are rebuilt."
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

package review

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

// text returns the topic's comment in Markdown: the reasons, the suggestion,
// what to look at before accepting, and what was proven.
func (t topic) text(button bool) string {
	var parts []string
	if len(t.findings) == 1 {
		parts = append(parts, reason(t.findings[0]))
	} else {
		list := []string{}
		if t.suggestion != nil {
			parts = append(parts, "One change for "+plural(len(t.findings), "finding")+":")
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
		for _, n := range t.suggestion.Notes {
			notes = append(notes, Markdown(n))
		}
		heading := "**What changes:** "
		if t.suggestion.Safety == rules.Review {
			heading = "**Before you accept:** "
		}
		parts = append(parts, heading+strings.Join(notes, " "))
	}
	parts = append(parts, "<sub>"+proofText(t.suggestion.Proof)+"</sub>")
	return strings.Join(parts, "\n\n")
}

// maxBody is below what GitHub takes of a body: 65,536 characters, of which a
// byte is at most one.
const maxBody = 60_000

// commentText returns the topic's text, without its suggestion where that is too
// long for a comment.
func (t topic) commentText(button bool) string {
	text := t.text(button)
	if len(text) <= maxBody {
		return text
	}
	t.suggestion = nil
	text = t.text(false) + "\n\nThe change is too long for a comment: `drydock fix --all` makes it."
	return strings.ToValidUTF8(text[:min(len(text), maxBody)], "")
}

// reason is a finding's message with its severity and its rule, which links to
// the rule's page.
func reason(f rules.Finding) string {
	mark := map[rules.Severity]string{rules.Error: "Error", rules.Warning: "Warning", rules.Info: "Info"}[f.Severity]
	return fmt.Sprintf("**%s:** %s <sub>[%s](%s)</sub>", mark, Markdown(f.Message), f.Kind(), report.RuleURL(f.Rule))
}

func proofText(c buildkit.Change) string {
	const proven = "Proven before it was posted: BuildKit accepts the changed file, the findings are gone and there are no new ones, alone and with the other suggestions. "
	switch c {
	case buildkit.SameBuild:
		return proven + "BuildKit builds exactly the same from it."
	case buildkit.Unbuilt:
		return "Proven before it was posted: the changed file loads as before, nothing changes but what is named here, the findings are gone and there are no new ones, alone and with the other suggestions."
	case buildkit.SameLayers:
		return proven + "The layers stay the same; only the image's configuration changes."
	}
	return proven + "Layers are built anew."
}

// reviewBody returns the review's own text. link is the address of the head's files, ""
// without links.
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
			text += fmt.Sprintf(", %d with a change that you can commit from here: each for itself, or several in one batch.", suggestions)
		}
		if leftOut > 0 {
			text += " " + capital(plural(leftOut, "finding")) + " more, less severe, stand in the job summary: there are as many comments as `max-comments` allows."
		}
		parts = append(parts, text)
	}
	if len(outside) > 0 {
		parts = append(parts, "On lines that can hold no comment, as most that are not part of the diff:")
	}
	length := 0
	for i, t := range outside {
		text := t.bodyText(link)
		if length += len(text) + 2; length > maxBody {
			parts = append(parts, "And "+plural(len(outside)-i, "finding")+" more, for which there is no room here: see the job summary.")
			break
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "\n\n")
}

func capital(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

func plural(n int, noun string) string {
	if n == 1 {
		return "one " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

var inert = strings.NewReplacer("<", "&lt;", "@", "&#64;", "#", "&#35;", "\n", " ", "\r", " ", "[", "&#91;", "!", "&#33;", "*", "&#42;")

// Markdown makes a message harmless outside its inline code: it may hold text
// of the repository, which must not notify, link or render.
func Markdown(message string) string {
	parts := strings.Split(message, "`")
	if len(parts)%2 == 0 { // a backtick without its other half
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

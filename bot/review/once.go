package review

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/fix"
)

// many is from how many files on the same topic is said in the first of them only.
const many = 3

// sayOnce leaves out topics that many other files have too: the first that may speak for all does, and
// names their places. Those with a thread of their own stay.
func sayOnce(all []topic, hasThread func(topic) bool) []topic {
	groups := map[string][]topic{}
	for _, t := range all {
		groups[t.says()] = append(groups[t.says()], t)
	}
	var said []topic
	for _, t := range all {
		group := groups[t.says()]
		switch {
		case group == nil: // somebody speaks for it
		case !isMany(group):
			said = append(said, t)
		default:
			said = append(said, spoken(group, hasThread)...)
			groups[t.says()] = nil
		}
	}
	return said
}

// isMany reports whether topics that say the same are in too many files to say each.
func isMany(group []topic) bool {
	files := map[string]bool{}
	for _, t := range group {
		files[t.file.Path] = true
	}
	return len(files) >= many
}

// spoken returns the topics of a group that are said: those with a thread, and one that speaks for the
// rest. That is the first with a thread, else the first that can have a comment, else the first.
func spoken(group []topic, hasThread func(topic) bool) (said []topic) {
	speaker := max(0, slices.IndexFunc(group, func(t topic) bool { _, _, ok := t.lines(); return ok }))
	if at := slices.IndexFunc(group, hasThread); at >= 0 {
		speaker = at
	}
	said = []topic{group[speaker]}
	for i, t := range group {
		switch {
		case i == speaker:
		case hasThread(t):
			said = append(said, t)
		default:
			said[0].followers = append(said[0].followers, t)
		}
	}
	return said
}

// says returns what the topic tells its reader, without the numbers of lines.
func (t topic) says() string {
	var b strings.Builder
	for _, f := range t.findings {
		b.WriteString(f.Severity.String() + " " + f.Key() + ": " + fix.Words(f.Message) + "\n")
	}
	if t.suggestion != nil {
		b.WriteString(strings.Join(t.suggestion.Rules, " "))
	}
	return b.String()
}

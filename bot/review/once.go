package review

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/fix"
)

// many is from how many files on the same topic is said in the first of them only.
const many = 3

// sayOnce leaves out topics that say the same as others, in this file or in other ones: the first that
// may speak for them does, and names their places. Those with a thread of their own stay; one of them
// speaks for the rest.
func sayOnce(all []topic, hasThread func(topic) bool) []topic {
	same := map[string][]int{}
	for i, t := range all {
		same[t.says()] = append(same[t.says()], i)
	}
	var said []topic
	for i, t := range all {
		group := same[t.says()]
		if !isMany(all, group) || hasThread(t) && i != leader(all, group, hasThread) {
			said = append(said, t)
			continue
		}
		if i != leader(all, group, hasThread) {
			continue
		}
		for _, j := range group {
			if j != i && !hasThread(all[j]) {
				t.followers = append(t.followers, all[j])
			}
		}
		said = append(said, t)
	}
	return said
}

// isMany reports whether topics that say the same are in too many files to say each. Within a file, each
// stays where it is.
func isMany(all []topic, group []int) bool {
	files := map[string]bool{}
	for _, i := range group {
		files[all[i].file.Path] = true
	}
	return len(files) >= many
}

// leader returns the topic of a group that speaks for it: the first with a thread, else the first
// that can have a comment, else the first.
func leader(all []topic, group []int, hasThread func(topic) bool) int {
	canComment := func(i int) bool { _, _, ok := all[i].lines(); return ok }
	for _, fits := range []func(i int) bool{func(i int) bool { return hasThread(all[i]) }, canComment} {
		if at := slices.IndexFunc(group, fits); at >= 0 {
			return group[at]
		}
	}
	return group[0]
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

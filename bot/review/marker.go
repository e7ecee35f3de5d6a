package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

// The bot recognises its own comments by a hidden line. The first kind is in a comment
// about findings, the second in one whose findings are settled.
const (
	markerStart   = "<!-- drydock:v1 "
	resolvedStart = "<!-- drydock:v1-closed "
	markerEnd     = " -->"
)

// mark identifies a finding in a comment. It is written as `fingerprint.subject.current@path`.
type mark struct {
	// fingerprint is the one under which the finding was first posted.
	fingerprint string
	// subject is a hash of the rule and what it judges. It stays when lines are edited. Comments of
	// version 1 have none.
	subject string
	// current is the finding's fingerprint of [lint.Fingerprints] when the mark was written. Edits of
	// its lines change it. It is written only where it differs from fingerprint.
	current string
	// path is a hash of the file's path, "" in a thread's comment on the thread's own file.
	path string
}

// newMarks returns the marks of a version's findings.
func newMarks(v *version) (marks []mark) {
	for i, fingerprint := range lint.Fingerprints(&v.File.Common().Document, v.Findings) {
		marks = append(marks, mark{fingerprint: fingerprint, subject: hash(v.Findings[i].Judged(), 4), current: fingerprint})
	}
	return marks
}

// hash returns the first bytes of a text's hash, in hexadecimal digits.
func hash(text string, bytes int) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:bytes])
}

// on returns the mark for a text that belongs to no file.
func (m mark) on(path string) mark {
	m.path = hash(path, 4)
	return m
}

// id returns what tells marks apart.
func (m mark) id() string {
	if m.path != "" {
		return m.fingerprint + "@" + m.path
	}
	return m.fingerprint
}

func (m mark) String() string {
	text := m.fingerprint
	if m.subject != "" {
		text += "." + m.subject
	}
	if m.current != m.fingerprint && m.current != "" {
		text += "." + m.current
	}
	if m.path != "" {
		text += "@" + m.path
	}
	return text
}

// marker returns the hidden line for marks.
func marker(marks []mark) string {
	var fields []string
	for _, m := range marks {
		fields = append(fields, m.String())
	}
	return markerStart + strings.Join(fields, " ") + markerEnd
}

// marksIn returns the marks of all markers in a text.
func marksIn(text string) (all []mark) {
	for {
		_, after, ok := strings.Cut(text, markerStart)
		if !ok {
			return all
		}
		list, rest, ok := strings.Cut(after, markerEnd)
		if !ok {
			return all
		}
		for _, field := range strings.Fields(list) {
			var m mark
			field, m.path, _ = strings.Cut(field, "@")
			m.fingerprint, m.subject, _ = strings.Cut(field, ".")
			m.subject, m.current, _ = strings.Cut(m.subject, ".")
			m.current = cmp.Or(m.current, m.fingerprint)
			all = append(all, m)
		}
		text = rest
	}
}

// Fingerprints returns what identifies the findings of all markers in a text.
func Fingerprints(text string) (all []string) {
	for _, m := range marksIn(text) {
		all = append(all, m.id())
	}
	return all
}

// marker returns the topic's hidden line. In a review's body, the marks have the file's path: a body,
// unlike a thread, belongs to no file. So have the marks of the files that the topic speaks for.
func (t topic) marker(inBody bool) string {
	marks := t.marks
	if inBody {
		marks = t.bodyMarks()
	}
	for _, follower := range t.followers {
		marks = slices.Concat(marks, follower.bodyMarks())
	}
	return marker(marks) + t.figuresMarker()
}

// bodyMarks returns the topic's marks with the file's path.
func (t topic) bodyMarks() (marks []mark) {
	for _, m := range t.marks {
		marks = append(marks, m.on(t.file.Path))
	}
	return marks
}

// adopt gives findings whose lines were edited the fingerprints under which they were posted.
func adopt(files []File, state State) []File {
	adopted := slices.Clone(files)
	for i := range adopted {
		adopted[i].adopt(state)
	}
	return adopted
}

// adopt looks for each finding's mark among the posted ones: first for the one with the same current
// fingerprint, which every finding has that the last run posted. So two runs on the same text adopt the
// same. What is left adopts the mark of a finding on the same subject that is gone: its lines were
// edited.
func (f *File) adopt(state State) {
	marks := slices.Concat(f.marks, f.others)
	posted, fixed := f.posted(state)
	now, taken, found := map[string]bool{}, map[string]bool{}, make([]bool, len(marks))
	for _, m := range marks {
		now[m.current] = true
	}
	take := func(posted []mark, same func(p, m mark) bool) {
		for i, m := range marks {
			if found[i] {
				continue
			}
			at := slices.IndexFunc(posted, func(p mark) bool { return !taken[p.fingerprint] && same(p, m) })
			if at >= 0 {
				marks[i].fingerprint = posted[at].fingerprint
				found[i], taken[posted[at].fingerprint] = true, true
			}
		}
	}
	take(slices.Concat(posted, fixed), func(p, m mark) bool { return p.current == m.current })
	take(posted, func(p, m mark) bool { return p.subject == m.subject && !now[p.current] && !now[p.fingerprint] })
	for i, m := range marks {
		for !found[i] && taken[marks[i].fingerprint] { // an edited finding has it
			marks[i].fingerprint = hash(m.current+marks[i].fingerprint, 16)
		}
	}
	f.marks, f.others = marks[:len(f.marks)], marks[len(f.marks):]
}

// posted returns the marks of the file's findings in threads and reviews. Those that people resolved come
// first, since they stay as they are, then those in open threads, then those in reviews. fixed are the
// marks in threads that the bot itself resolved.
func (f *File) posted(state State) (posted, fixed []mark) {
	here := hash(f.Path, 4)
	of := func(text string, ownFile bool) []mark {
		return slices.DeleteFunc(marksIn(text), func(m mark) bool { return m.path != here && (m.path != "" || !ownFile) })
	}
	var open []mark
	for _, th := range state.Threads {
		switch marks := of(th.Body, f.has(th)); {
		case th.Resolved && th.ResolvedByPerson:
			posted = append(posted, marks...)
		case th.open():
			open = append(open, marks...)
		default:
			fixed = append(fixed, marks...)
		}
	}
	posted = append(posted, open...)
	for _, r := range state.Reviews {
		posted = append(posted, of(r.Body, false)...)
	}
	return posted, fixed
}

// has reports whether a thread is on the file, by its new or its old name.
func (f *File) has(th Thread) bool {
	return th.Path == f.Path || f.Previous != "" && th.Path == f.Previous
}

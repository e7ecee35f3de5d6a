package review

import (
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

// mark identifies a finding in a comment. It is written as `fingerprint.subject@path`.
type mark struct {
	// fingerprint is the finding's, of [lint.Fingerprints]; after edits of its lines, the one under
	// which it was first posted.
	fingerprint string
	// subject is a hash of the rule and what it judges. It stays when lines are edited. Comments of
	// version 1 have none.
	subject string
	// path is a hash of the file's path, "" in a thread's comment on the thread's own file.
	path string
}

// newMarks returns the marks of a version's findings.
func newMarks(v *version) (marks []mark) {
	for i, fingerprint := range lint.Fingerprints(&v.File.Common().Document, v.Findings) {
		marks = append(marks, mark{fingerprint: fingerprint, subject: hash(subject(&v.Findings[i]))})
	}
	return marks
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// on returns the mark for a text that belongs to no file.
func (m mark) on(path string) mark {
	m.path = hash(path)
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
	return marker(marks)
}

// bodyMarks returns the topic's marks with the file's path.
func (t topic) bodyMarks() (marks []mark) {
	for _, m := range t.marks {
		marks = append(marks, m.on(t.file.Path))
	}
	return marks
}

// adopt gives findings whose lines were edited the fingerprints under which they were posted: a
// finding that no comment has under its own fingerprint takes that of a comment on the same subject,
// if no other finding has it.
func adopt(files []File, state State) []File {
	adopted := slices.Clone(files)
	for i := range adopted {
		adopted[i].adopt(state)
	}
	return adopted
}

func (f *File) adopt(state State) {
	// Only threads that people resolved lend theirs: they stay as they are, so each run adopts the same.
	var posted, lasting []mark
	for _, th := range state.Threads {
		if !f.has(th) {
			continue
		}
		marks := slices.DeleteFunc(marksIn(th.Body), func(m mark) bool { return m.path != "" })
		posted = append(posted, marks...)
		if th.Resolved && th.ResolvedByPerson {
			lasting = append(lasting, marks...)
		}
	}
	taken := map[string]bool{}
	for _, m := range slices.Concat(f.marks, f.others) {
		taken[m.fingerprint] = true
	}
	known := func(fingerprint string) bool {
		return slices.ContainsFunc(posted, func(p mark) bool { return p.fingerprint == fingerprint })
	}
	take := func(marks []mark) []mark {
		marks = slices.Clone(marks)
		for i, m := range marks {
			if known(m.fingerprint) {
				continue
			}
			at := slices.IndexFunc(lasting, func(p mark) bool { return p.subject == m.subject && !taken[p.fingerprint] })
			if at >= 0 {
				marks[i].fingerprint = lasting[at].fingerprint
				taken[lasting[at].fingerprint] = true
			}
		}
		return marks
	}
	f.marks, f.others = take(f.marks), take(f.others)
}

// has reports whether a thread is on the file, by its new or its old name.
func (f *File) has(th Thread) bool {
	return th.Path == f.Path || f.Previous != "" && th.Path == f.Previous
}

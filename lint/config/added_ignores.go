package config

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// Ignore is a rule that a comment of a file switches off.
type Ignore struct {
	Name string // as the comment has it: an id, another linter's name, or BuildKit's "all"
	Line int    // of the comment, 1-based
	// Subject is the text of the lines that it's about, "" for the whole file.
	Subject string
	key     string // the rule's id: a comment may use another name for the same rule
}

// AddedIgnores returns what comments switch off in a file and didn't in the base. before is the file
// there, nil for a new one. An ignore is not new if the base has one for the same rule on the same
// instruction, or on one that the change rewrites. Those without effect, because their rule doesn't
// run or the settings refuse them, are left out.
func (s Settings) AddedIgnores(before, after syntax.File) []Ignore {
	var known []Ignore
	old := ""
	if before != nil {
		known, old = s.listIgnores(before), string(before.Common().Source)
	}
	text := string(after.Common().Source)
	added := without(s.listIgnores(after), &known, func(now, was Ignore) bool {
		return now.key == was.key && now.Subject == was.Subject
	})
	return without(added, &known, func(now, was Ignore) bool {
		return now.key == was.key && firstWord(now.Subject) == firstWord(was.Subject) &&
			!strings.Contains(text, was.Subject) && !strings.Contains(old, now.Subject)
	})
}

// without returns the ignores that have no counterpart among known ones. It takes each counterpart
// from known.
func without(ignores []Ignore, known *[]Ignore, same func(now, was Ignore) bool) (rest []Ignore) {
	for _, now := range ignores {
		i := slices.IndexFunc(*known, func(was Ignore) bool { return same(now, was) })
		if i < 0 {
			rest = append(rest, now)
			continue
		}
		*known = slices.Delete(*known, i, i+1)
	}
	return rest
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return word
}

// listIgnores returns what a file's comments may switch off, those inside embedded files included.
func (s Settings) listIgnores(file syntax.File) (all []Ignore) {
	d := &file.Common().Document
	var embedded []syntax.Span
	if outer, ok := file.(syntax.Embedder); ok {
		for _, e := range outer.Embedded() {
			embedded = append(embedded, e.Outer(syntax.Span{End: len(e.File.Common().Source)}))
			for _, i := range s.listIgnores(e.File) {
				i.Line = d.Position(e.Outer(e.File.Common().LineSpan(i.Line)).Start).Line
				all = append(all, i)
			}
		}
	}
	for _, i := range s.ignores(file, embedded) {
		key, ok := s.switchable(i)
		if i.refused || !ok {
			continue
		}
		listed := Ignore{Name: i.name, Line: i.comment.Line, key: key}
		if !i.whole {
			listed.Subject = d.Text(linesSpan(file, i.first, i.last))
		}
		all = append(all, listed)
	}
	return all
}

// switchable returns the id of the rule that an ignore names, or the name itself for codes and
// BuildKit's "all". ok is false if no rule of that name runs.
func (s Settings) switchable(i ignore) (key string, ok bool) {
	named := s.Catalogue.FindAll(i.name)
	switch {
	case i.check != nil && i.name == "all":
		return i.name, true
	case i.check != nil:
		named = slices.DeleteFunc(named, func(r *lint.Rule) bool { return !slices.Contains(r.BuildKit, i.name) })
	}
	if !slices.ContainsFunc(named, s.runs) {
		return "", false
	}
	if s.Catalogue.IsCode(i.name) {
		return i.name, true
	}
	return named[0].ID, true
}

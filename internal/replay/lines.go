package main

import (
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// edit is where a change added or replaced lines: from first to last, 1-based and inclusive, in the
// text after it. If it only removed some, last is the line before first.
type edit struct{ first, last int }

// inside reports whether the edit changes what lies on the lines from first to last.
func (e edit) inside(first, last int) bool {
	if e.last < e.first {
		return first <= e.last && e.first <= last // a removal between two of the lines
	}
	return e.first <= last && first <= e.last
}

// edits returns the edits that lead from a text to a document.
func edits(before []byte, after *syntax.Document) (all []edit) {
	shift := 0
	for _, e := range udiff.Lines(string(before), string(after.Source)) {
		start := e.Start + shift
		shift += len(e.New) - (e.End - e.Start)
		first := 1 + strings.Count(string(after.Source[:start]), "\n")
		last := first - 1 + strings.Count(e.New, "\n")
		if e.New != "" && !strings.HasSuffix(e.New, "\n") {
			last++
		}
		all = append(all, edit{first, last})
	}
	return all
}

// leftAlone returns the lines of a file that a change left alone, of those that count.
func leftAlone(file syntax.File, base []byte) map[int]bool {
	document := &file.Common().Document
	changes := edits(base, document)
	alone := map[int]bool{}
	add := func(first, last int) {
		for _, e := range changes {
			if e.inside(first, last) {
				return
			}
		}
		for line := first; line <= last; line++ {
			alone[line] = !document.Blank(line)
		}
	}
	if d, ok := file.(*dockerfile.File); ok && d.Err == nil {
		for _, in := range d.Instructions {
			add(in.Line, in.EndLine)
		}
		return alone
	}
	for line := 1; line <= document.Lines(); line++ {
		add(line, line)
	}
	return alone
}

// reach reports whether a replacement for the lines from first to last touches what the change left
// alone, or only covers it.
func (f file) reach(first, last int, replacement string) (touches, covers bool) {
	rest := strings.Split(replacement, "\n")
	document := &f.head.Common().Document
	for line := first; line <= last; line++ {
		if !f.alone[line] {
			continue
		}
		covers = true
		for text := document.LinesText(line, line); ; rest = rest[1:] {
			if len(rest) == 0 {
				return true, false
			}
			if strings.TrimSuffix(rest[0], "\r") == text {
				break
			}
		}
		rest = rest[1:]
	}
	return false, covers
}

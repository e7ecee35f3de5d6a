package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/debian"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Which packages of distributions calls name, and what they weigh.

// systemManagers are the package managers of distributions.
var systemManagers = append(slices.Clone(shell.SystemManagers), "tdnf", "zypper")

// worthSaying is how many bytes less are worth a comment that nobody asked for: 5 % of an image of 400 MB,
// which most are below.
const worthSaying = 20 << 20

// namesOf returns the packages that words of a RUN name, without versions. ok is false where a word isn't known.
func namesOf(in *dockerfile.Instruction, words []shell.Word) (names []string, ok bool) {
	ok = true
	for _, w := range words {
		text := w.Value
		if !w.Literal {
			expanded, known := in.Stage.Expand(w.Source, in)
			if !known || strings.ContainsAny(expanded, "*?[`$") {
				ok = false
				continue
			}
			text = expanded
		}
		for _, name := range strings.Fields(text) {
			if end := strings.IndexAny(name, "=~<>/"); end > 0 {
				name = name[:end]
			}
			names = append(names, name)
		}
	}
	return names, ok
}

// debianOf returns the releases of Debian that a RUN's packages may be of, none where that isn't known.
func debianOf(known *facts.Facts, in *dockerfile.Instruction) []*debian.Release {
	return debian.Bare(known.Base(in.Stage))
}

// leastBytes returns the smallest size that packages may have in one of some releases; 0 for none.
func leastBytes(releases []*debian.Release, of func(*debian.Release) debian.Set) (least int64) {
	for i, r := range releases {
		if size := of(r).Bytes(); i == 0 || size < least {
			least = size
		}
	}
	return least
}

// listed quotes up to four names.
func listed(names []string) string {
	if len(names) <= 4 {
		return lint.QuoteList(names)
	}
	return strings.Replace(lint.QuoteList(append(names[:3:3], "others")), "`others`", "others", 1)
}

// pronoun stands for some names.
func pronoun(names []string) string {
	if len(names) == 1 {
		return "it"
	}
	return "them"
}

// megabytes writes a number of bytes for people.
func megabytes(bytes int64) string {
	if bytes < 1<<20 {
		return "less than 1 MB"
	}
	return fmt.Sprintf("%d MB", bytes>>20)
}

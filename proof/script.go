package proof

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// scriptJudge asks the shell parser about the scripts of a file.
type scriptJudge struct{ plain }

// Accept returns an error when a script that parsed no longer does.
func (scriptJudge) Accept(before, after syntax.File) error {
	if err := unreadable(after); err != nil {
		return err
	}
	if unread(after.(shell.Holder)) > unread(before.(shell.Holder)) {
		return errors.New("a script no longer parses")
	}
	return nil
}

func unread(f shell.Holder) (n int) {
	for _, s := range f.Scripts() {
		if s.Tree == nil {
			n++
		}
	}
	return n
}

// Changes returns the commands whose words differ, as shell.Command.Where names them, and
// "structure" when more does. What differs in a command that stands inside a word, as in
// `sh -c '…'` and $(…), is that command's alone.
func (scriptJudge) Changes(before, after syntax.File) (places []string) {
	original, changed := commandsOf(before), commandsOf(after)
	if len(original) != len(changed) {
		return []string{"structure"}
	}
	around, words := split(before.Common().Source, original)
	aroundNow, wordsNow := split(after.Common().Source, changed)
	if around != aroundNow {
		return []string{"structure"}
	}
	for i, c := range original {
		if words[i] != wordsNow[i] {
			places = append(places, c.Where())
		}
	}
	return places
}

func commandsOf(f syntax.File) (commands []*shell.Command) {
	for _, s := range f.(shell.Holder).Scripts() {
		commands = append(commands, s.AllCommands()...)
	}
	return commands
}

// hole stands for a word where one is left out. Scripts have no NUL bytes.
const hole = "\x00"

// split returns a text without the words of commands, and each command's words without those
// of commands inside them.
func split(source []byte, commands []*shell.Command) (around string, words []string) {
	type word struct {
		span  syntax.Span
		owner int // the command's index
	}
	var all []word
	for i, c := range commands {
		for _, w := range c.AllWords() {
			all = append(all, word{w.Span, i})
		}
	}
	slices.SortFunc(all, func(a, b word) int {
		return cmp.Or(a.span.Start-b.span.Start, b.span.End-a.span.End)
	})
	texts := make([]strings.Builder, len(commands)+1)
	outside := len(commands)
	open := []word{{syntax.Span{End: len(source)}, outside}} // the words around a byte, outermost first
	at := 0
	readTo := func(end int) {
		end = max(at, end)
		texts[open[len(open)-1].owner].Write(source[at:end])
		at = end
	}
	for _, w := range all {
		for len(open) > 1 && open[len(open)-1].span.End <= w.span.Start {
			readTo(open[len(open)-1].span.End)
			open = open[:len(open)-1]
		}
		readTo(w.span.Start)
		texts[open[len(open)-1].owner].WriteString(hole)
		texts[w.owner].WriteString(hole)
		open = append(open, w)
	}
	for ; len(open) > 0; open = open[:len(open)-1] {
		readTo(open[len(open)-1].span.End)
	}
	for i := range commands {
		words = append(words, texts[i].String())
	}
	return texts[outside].String(), words
}

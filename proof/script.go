package proof

import (
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
// "structure" when more does.
func (scriptJudge) Changes(before, after syntax.File) (places []string) {
	original, changed := commandsOf(before), commandsOf(after)
	if len(original) != len(changed) || around(before, original) != around(after, changed) {
		return []string{"structure"}
	}
	carriers := map[*shell.Command]bool{} // whose script, given as a word, holds a changed command
	for i, c := range slices.Backward(original) {
		if carriers[c] || slices.Equal(words(before, c), words(after, changed[i])) {
			continue
		}
		places = append(places, c.Where())
		if c.Via != nil {
			carriers[c.Via] = true
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

// around returns a file's text without the words of its commands.
func around(f syntax.File, commands []*shell.Command) string {
	document := &f.Common().Document
	var b strings.Builder
	end := 0
	for _, c := range commands {
		for _, w := range c.AllWords() {
			if w.Span.Start >= end { // else it stands in another word
				b.Write(document.Source[end:w.Span.Start])
				end = w.Span.End
			}
		}
	}
	b.Write(document.Source[end:])
	return b.String()
}

func words(f syntax.File, c *shell.Command) (texts []string) {
	for _, w := range c.AllWords() {
		texts = append(texts, f.Common().Text(w.Span))
	}
	return texts
}

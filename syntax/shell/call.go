package shell

import "path"

// CallOf returns the command that a call with these words is, once a shell has expanded them. It
// stands in no script.
func CallOf(words []string) *Command {
	c := &Command{Words: make([]Word, 0, len(words))}
	for _, w := range words {
		c.Words = append(c.Words, Word{Value: w, Source: w, Literal: true})
	}
	n := wrapperWords(c.Words)
	c.Wrappers, c.Words = c.Words[:n], c.Words[n:]
	c.program = path.Base(c.Words[0].Value)
	return c
}

// ScriptWord returns the index in Words of the text that the program runs as a script, as `sh -c` and
// `su -c` do; 0 if there is none.
func (c *Command) ScriptWord() int { return scriptArgument(c) }

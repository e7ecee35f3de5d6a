package lint

import (
	"strings"
)

// QuoteList joins names for a sentence: `a`, `b` and `c`.
func QuoteList(names []string) string { return quoted(names, "and") }

// QuoteAny is QuoteList with "or".
func QuoteAny(names []string) string { return quoted(names, "or") }

func quoted(names []string, conjunction string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			b.WriteString(" " + conjunction + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString("`" + n + "`")
	}
	return b.String()
}

// Effect returns a message without its last sentence. A message says what happens, then, in its last
// sentence, what to do. It returns the whole of a single sentence.
func Effect(message string) string {
	end, quoted := len(message), false
	for i, c := range message {
		switch {
		case c == '`':
			quoted = !quoted
		case !quoted && c == ' ' && i > 0 && strings.IndexByte(".!?", message[i-1]) >= 0:
			end = i
		}
	}
	return message[:end]
}

package dockerfile

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordOf returns an expression that matches a name as a whole word.
func wordOf(name string) *regexp.Regexp {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
}

// word is a part of a logical line, text[start:end], with its value as BuildKit's parser reads it.
type word struct {
	start, end int
	value      string
}

// isBlank reports whether r separates words in BuildKit: `[\t\v\f\r ]`.
func isBlank(r rune) bool { return strings.ContainsRune("\t\v\f\r ", r) }

// blankWords splits at blanks, as BuildKit does for COPY and the like. Quotes have no meaning here.
func blankWords(text string, start int) []word {
	var words []word
	for start < len(text) {
		length := strings.IndexFunc(text[start:]+" ", isBlank)
		if length > 0 {
			words = append(words, word{start, start + length, text[start : start+length]})
		}
		start += length + 1
	}
	return words
}

// legacyPair splits `ENV key value with blanks`.
func legacyPair(text string, start int) []word {
	end := start + strings.IndexFunc(text[start:]+" ", isBlank)
	value := end + len(text[end:]) - len(strings.TrimLeftFunc(text[end:], isBlank))
	return []word{{start, end, text[start:end]}, {value, len(text), text[value:]}}
}

// quotedWords splits at white space outside quotes, as BuildKit does for ENV, LABEL and ARG. The
// values keep quotes and escapes. As in BuildKit, bytes that aren't UTF-8 become the replacement
// character.
func quotedWords(text string, start int, escape byte) []word {
	var words []word
	var quote rune
	begin := -1
	for pos := start; pos < len(text); {
		ch, width := utf8.DecodeRuneInString(text[pos:])
		switch {
		case begin < 0:
			if unicode.IsSpace(ch) {
				break
			}
			begin, quote = pos, 0
			continue
		case quote == 0 && unicode.IsSpace(ch):
			words = append(words, word{begin, pos, string([]rune(text[begin:pos]))})
			begin = -1
		case ch == rune(escape) && quote != '\'' && pos+width < len(text):
			_, next := utf8.DecodeRuneInString(text[pos+width:])
			width += next
		case quote == 0 && (ch == '\'' || ch == '"'):
			quote = ch
		case ch == quote:
			quote = 0
		}
		pos += width
	}
	if begin >= 0 {
		words = append(words, word{begin, len(text), string([]rune(text[begin:]))})
	}
	return words
}

// splitFlags reads the `--flags` at an offset. It returns them unquoted, and the offset where the
// arguments start. It treats each byte as a character, as BuildKit's extractBuilderFlags does.
func splitFlags(text string, pos int, escape byte) (flags []word, rest int) {
	for {
		for pos < len(text) && unicode.IsSpace(rune(text[pos])) {
			pos++
		}
		if !strings.HasPrefix(text[pos:], "--") {
			return flags, pos
		}
		start := pos
		var value []rune
		var quote byte
		for ; pos < len(text); pos++ {
			c := text[pos]
			switch {
			case quote == 0 && unicode.IsSpace(rune(c)):
			case quote == 0 && (c == '\'' || c == '"'):
				quote = c
				continue
			case quote != 0 && c == quote:
				quote = 0
				continue
			case c == escape:
				if pos+1 == len(text) {
					quote = 0
					continue
				}
				pos++
				value = append(value, rune(text[pos]))
				continue
			default:
				value = append(value, rune(c))
				continue
			}
			break
		}
		if string(value) == "--" {
			return flags, pos
		}
		flags = append(flags, word{start, pos, string(value)})
	}
}

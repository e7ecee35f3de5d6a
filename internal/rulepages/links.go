package main

import (
	"path"
	"path/filepath"
	"regexp"
	"strings"
)

// fence matches the line that opens or closes a fenced code block.
var fence = regexp.MustCompile("^ {0,3}(```+|~~~+)")

// rebase rewrites the relative links of a Markdown text for a page in another folder. Links in
// the text are relative to the folder from; in the result they're relative to the folder to.
// Absolute links, anchors of the page itself, code spans and fenced code are left alone. It reads
// inline links and images, not reference definitions.
func rebase(text, from, to string) string {
	var b, prose strings.Builder
	flush := func() {
		b.WriteString(rebaseProse(prose.String(), from, to))
		prose.Reset()
	}
	open := "" // the fence of the block that we're in
	for line := range strings.Lines(text) {
		m := fence.FindStringSubmatch(line)
		switch {
		case open == "" && m != nil:
			flush()
			open = m[1]
			b.WriteString(line)
		case open != "":
			if m != nil && strings.HasPrefix(m[1], open) {
				open = ""
			}
			b.WriteString(line)
		default:
			prose.WriteString(line)
		}
	}
	flush()
	return b.String()
}

// rebaseProse does rebase's work between fences.
func rebaseProse(text, from, to string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		n := 1 // how many bytes to copy as they are
		switch {
		case text[i] == '\\' && i+1 < len(text):
			n = 2
		case text[i] == '`':
			n = codeSpan(text[i:])
		case strings.HasPrefix(text[i:], "]("):
			b.WriteString("](")
			i += 2
			n = destination(text[i:])
			b.WriteString(rebaseLink(text[i:i+n], from, to))
			i += n
			continue
		}
		b.WriteString(text[i : i+n])
		i += n
	}
	return b.String()
}

// codeSpan returns the length of the code span at the start of a text, or that of its backticks
// if nothing closes them.
func codeSpan(text string) int {
	ticks := len(text) - len(strings.TrimLeft(text, "`"))
	for i := ticks; i < len(text); {
		if text[i] != '`' {
			i++
			continue
		}
		run := len(text[i:]) - len(strings.TrimLeft(text[i:], "`"))
		i += run
		if run == ticks {
			return i
		}
	}
	return ticks
}

// destination returns the length of the link destination at the start of a text. It ends before
// a blank (a title follows) or before the closing parenthesis.
func destination(text string) int {
	depth := 0
	for i, c := range text {
		switch c {
		case ' ', '\n':
			return i
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return i
			}
		}
	}
	return len(text)
}

// rebaseLink rewrites one destination, if it's relative.
func rebaseLink(link, from, to string) string {
	target, anchor, _ := strings.Cut(link, "#")
	if !isRelative(link) {
		return link
	}
	relative, err := filepath.Rel(filepath.FromSlash(to), filepath.FromSlash(path.Join(from, target)))
	if err != nil {
		return link // only if one folder is absolute and the other isn't
	}
	relative = filepath.ToSlash(relative)
	if strings.HasSuffix(target, "/") {
		relative += "/"
	}
	if anchor != "" {
		relative += "#" + anchor
	}
	return relative
}

// scheme matches the start of an absolute URL.
var scheme = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*:`)

// isRelative reports whether a link leads to another file, by a path relative to its page.
func isRelative(link string) bool {
	return link != "" && !strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "/") && !strings.HasPrefix(link, "<") && !scheme.MatchString(link)
}

package shell

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/expand"
	sh "mvdan.cc/sh/v3/syntax"
)

// maxWords bounds what the braces of a word are expanded to.
const maxWords = 1000

// Patterns returns the paths that a word stands for, as patterns for path.Match: without quotes, what is
// quoted escaped, and with variables as `$NAME`. With braces, `{a,b}` stands for two, as in bash.
func (w Word) Patterns(braces bool) (patterns []string) {
	if w.Literal && !strings.ContainsAny(w.Source, `{*?[\`) {
		return []string{w.Value}
	}
	var words []*sh.Word
	for word, err := range sh.NewParser().WordsSeq(strings.NewReader(w.Source)) {
		if err != nil {
			return []string{w.Source}
		}
		words = append(words, word)
	}
	if len(words) != 1 {
		return []string{w.Source}
	}
	if braces && sh.SplitBraces(words[0]) {
		whole := words[0]
		words = nil
		for word, err := range expand.BracesSeq(nil, whole) {
			if err != nil || len(words) == maxWords {
				break
			}
			words = append(words, word)
		}
	}
	for _, word := range words {
		var b strings.Builder
		writePattern(&b, w.Source, word.Parts, false)
		patterns = append(patterns, b.String())
	}
	return patterns
}

// quotePattern escapes what has a meaning in patterns.
var quotePattern = strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`)

func writePattern(b *strings.Builder, source string, parts []sh.WordPart, quoted bool) {
	for _, part := range parts {
		switch p := part.(type) {
		case *sh.Lit:
			if quoted {
				b.WriteString(quotePattern.Replace(unescape(p.Value, true)))
			} else {
				b.WriteString(p.Value) // its escapes are those of patterns
			}
		case *sh.SglQuoted:
			b.WriteString(quotePattern.Replace(p.Value))
		case *sh.DblQuoted:
			writePattern(b, source, p.Parts, true)
		case *sh.ParamExp:
			if p.Param != nil && p.Exp == nil && p.Slice == nil && p.Repl == nil && p.Index == nil && !p.Length && !p.Excl {
				b.WriteString("$" + p.Param.Value)
				continue
			}
			b.WriteString(source[p.Pos().Offset():p.End().Offset()])
		default:
			b.WriteString(source[part.Pos().Offset():part.End().Offset()])
		}
	}
}

// Removes returns the words that name what a command removes: those of `rm`, and where a `find` that
// deletes starts, itself or by the `xargs rm` that it is piped to. narrowed is true for a `find` that
// chooses by more than the type.
func (c *Command) Removes() (names []Word, narrowed bool) {
	switch c.Program() {
	case "rm":
		for _, w := range c.Words[1:] {
			if !strings.HasPrefix(w.Source, "-") {
				names = append(names, w)
			}
		}
		if c.WrappedBy("xargs") {
			return c.piped()
		}
	case "find":
		names, deletes, narrowed := c.finds()
		if deletes {
			return names, narrowed
		}
	}
	return names, false
}

// piped returns the words that name what `xargs rm` removes: where the `find` in front of it starts.
func (c *Command) piped() (names []Word, narrowed bool) {
	for _, p := range c.Script.Pipes {
		for _, left := range p.Commands[:max(slices.Index(p.Commands, c), 0)] {
			if left.Program() == "find" {
				names, _, narrowed = left.finds()
			}
		}
	}
	return names, narrowed
}

// finds returns where a `find` starts, whether it deletes, and whether it chooses by more than the type.
func (c *Command) finds() (starts []Word, deletes, narrowed bool) {
	for i := 1; i < len(c.Words); i++ {
		switch value := c.Words[i].Value; {
		case slices.Contains([]string{"-H", "-L", "-P"}, value):
		case value == "-delete", slices.Contains([]string{"-exec", "-execdir"}, value) && i+1 < len(c.Words) && path.Base(c.Words[i+1].Value) == "rm":
			deletes = true
		case slices.Contains([]string{"-name", "-iname", "-path", "-wholename", "-regex", "-size", "-mtime", "-atime", "-ctime", "-mmin", "-newer", "-user", "-group", "-perm", "-empty", "-maxdepth"}, value):
			narrowed = true
		case len(starts) == i-1 && !strings.HasPrefix(c.Words[i].Source, "-") && !slices.Contains([]string{"(", "!"}, value):
			starts = append(starts, c.Words[i])
		}
	}
	return starts, deletes, narrowed
}

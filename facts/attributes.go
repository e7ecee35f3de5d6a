package facts

import (
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// linguistGenerated is the attribute that marks files as generated, for GitHub.
// https://docs.github.com/en/repositories/working-with-files/managing-files/customizing-how-changed-files-appear-on-github
const linguistGenerated = "linguist-generated"

// marking is a line of a .gitattributes file that is about linguistGenerated.
type marking struct {
	pattern string // as doublestar reads it
	// anchored says that the pattern is for paths from the file's folder, not for names.
	anchored bool
	// said is false where the line takes back what others said.
	generated, said bool
}

// AttributeFiles returns the names of the .gitattributes files that may be about a file, the one that
// counts most last.
func AttributeFiles(name string) (names []string) {
	dir := path.Dir(name)
	for {
		names = append([]string{path.Join(dir, ".gitattributes")}, names...)
		if dir == "." {
			return names
		}
		dir = path.Dir(dir)
	}
}

// MarkedGenerated returns whether the tree's .gitattributes files mark a file as generated. said is
// false if they don't say. As in git, the last line that matches counts.
func (known *Facts) MarkedGenerated(name string) (generated, said bool) {
	if known.Tree == nil {
		return false, false
	}
	for _, file := range AttributeFiles(name) {
		below := strings.TrimPrefix(strings.TrimPrefix(name, path.Dir(file)), "/")
		for _, m := range known.attributes.Get(file, func() []marking { return known.readAttributes(file) }) {
			if m.matches(below) {
				generated, said = m.generated, m.said
			}
		}
	}
	return generated, said
}

func (known *Facts) readAttributes(name string) (all []marking) {
	text, err := fs.ReadFile(known.Tree, name)
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(text)) {
		if m, ok := parseMarking(strings.TrimSpace(line)); ok {
			all = append(all, m)
		}
	}
	return all
}

// parseMarking reads a line of a .gitattributes file. ok is false if it isn't about linguistGenerated,
// or if git ignores it. https://git-scm.com/docs/gitattributes
func parseMarking(line string) (m marking, ok bool) {
	pattern, rest, _ := strings.Cut(strings.ReplaceAll(line, "\t", " "), " ")
	if quoted, err := strconv.QuotedPrefix(line); err == nil {
		pattern, _ = strconv.Unquote(quoted)
		rest = line[len(quoted):]
	}
	if pattern == "" || strings.ContainsAny(pattern[:1], "#!") || strings.HasPrefix(pattern, "[attr]") || strings.HasSuffix(pattern, "/") {
		return m, false // a comment, forbidden, a macro, or for folders only
	}
	for _, attribute := range strings.Fields(rest) {
		switch name, value, _ := strings.Cut(strings.TrimLeft(attribute, "-!"), "="); {
		case name != linguistGenerated:
		case attribute[0] == '!':
			m.said, ok = false, true
		default:
			m.generated, m.said, ok = attribute[0] != '-' && value != "false", true, true
		}
	}
	m.anchored = strings.Contains(pattern, "/")
	pattern = strings.TrimPrefix(pattern, "/")
	if strings.HasSuffix(pattern, "/**") {
		pattern += "/*" // git: everything inside, but not the folder's own name
	}
	m.pattern = literalBraces.Replace(pattern)
	return m, ok
}

// literalBraces escapes braces, which mean nothing to git.
var literalBraces = strings.NewReplacer(`\\`, `\\`, `\{`, `\{`, `\}`, `\}`, `{`, `\{`, `}`, `\}`)

// matches reports whether the pattern matches a path from the attribute file's folder.
func (m marking) matches(name string) bool {
	if !m.anchored {
		name = path.Base(name)
	}
	ok, err := doublestar.Match(m.pattern, name)
	return ok && err == nil
}

package shell

import (
	"slices"
	"strings"
)

// Write is text that a script writes to a file by what it prints: `echo a > f`, `cat <<EOF > f`,
// `printf '%s\n' a | tee f`.
type Write struct {
	By   *Command // the command that prints the text
	File Word
	// Text is what is written, with variables as they stand in the script.
	Text string
}

// Writes returns the texts that the script and those it hands to other shells write to files, in the
// order of the text.
func (s *Script) Writes() (all []Write) {
	for _, c := range s.AllCommands() {
		text, prints := c.prints()
		if !prints {
			continue
		}
		for _, file := range c.output() {
			all = append(all, Write{By: c, File: file, Text: text})
		}
	}
	return all
}

// prints returns what a command prints, without running it; false where that isn't known.
func (c *Command) prints() (text string, ok bool) {
	switch c.Program() {
	case "echo":
		return c.echoes(), true
	case "printf":
		return c.formats()
	case "cat", "tee":
		for _, r := range c.Redirects {
			switch r.Op {
			case "<<", "<<-":
				return r.Text, true
			case "<<<":
				return r.Target.plain() + "\n", true
			}
		}
	}
	return "", false
}

// echoes returns what echo prints. Shells differ in whether they read `\n`: it counts as one.
func (c *Command) echoes() string {
	var words []string
	for i, w := range c.Words[1:] {
		if i == len(words) && len(words) == 0 && slices.Contains([]string{"-n", "-e", "-E", "-ne", "-en"}, w.Value) {
			continue
		}
		words = append(words, w.plain())
	}
	return escapes.Replace(strings.Join(words, " ")) + "\n"
}

// formats returns what printf prints: its format once for every set of arguments.
func (c *Command) formats() (string, bool) {
	words := c.Words[1:]
	if len(words) > 0 && words[0].Value == "--" {
		words = words[1:]
	}
	if len(words) == 0 {
		return "", false
	}
	pieces := strings.Split(escapes.Replace(words[0].plain()), "%s")
	if len(pieces) == 1 {
		return pieces[0], true
	}
	var b strings.Builder
	for arguments := words[1:]; ; arguments = arguments[min(len(pieces)-1, len(arguments)):] {
		for i, piece := range pieces {
			b.WriteString(piece)
			if i < len(pieces)-1 && i < len(arguments) {
				b.WriteString(arguments[i].plain())
			}
		}
		if len(arguments) < len(pieces) {
			return b.String(), true
		}
	}
}

var escapes = strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`, "%%", "%")

// plain returns the text of a word without its quotes; variables stay as they are.
func (w Word) plain() string {
	if w.Literal {
		return w.Value
	}
	return unescape(strings.Trim(w.Source, `"`), true)
}

// output returns the files that get what a command prints.
func (c *Command) output() (files []Word) {
	for _, r := range slices.Concat(c.Redirects, c.around) {
		if (r.Op == ">" || r.Op == ">>" || r.Op == ">|") && (r.FD == "" || r.FD == "1") {
			files = append(files, r.Target)
		}
	}
	if c.Program() == "tee" {
		return append(files, c.teeFiles()...)
	}
	for _, p := range c.Script.Pipes {
		if i := slices.Index(p.Commands, c); i >= 0 && i+1 < len(p.Commands) && p.Commands[i+1].Program() == "tee" {
			return append(files, p.Commands[i+1].teeFiles()...)
		}
	}
	return files
}

// teeFiles returns the files that tee writes.
func (c *Command) teeFiles() (files []Word) {
	for _, w := range c.Words[1:] {
		if !strings.HasPrefix(w.Value, "-") {
			files = append(files, w)
		}
	}
	return files
}

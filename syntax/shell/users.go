package shell

import (
	"path"
	"slices"
	"strings"
)

// User returns the user that a command runs as, given the one that its script runs as: what sudo, doas, su
// and their like name, else that one. It returns "" where the name isn't plain.
func (c *Command) User(script string) string {
	user := c.ShellUser(script)
	for _, words := range c.userWrappers() {
		user = "root"
		for i, w := range words {
			if name, found := strings.CutPrefix(w.Value, "--user="); found {
				user = name
			} else if i > 0 && slices.Contains([]string{"-u", "--user"}, words[i-1].Value) {
				user = w.Value
			}
		}
	}
	return user
}

// userWrappers returns the words of each sudo or doas in front of a command.
func (c *Command) userWrappers() (all [][]Word) {
	for rest := c.Wrappers; len(rest) > 0; {
		program := path.Base(rest[0].Value)
		next, _ := wrappers[program].behind(rest, 1)
		next = min(max(next, 1), len(rest))
		if program == "sudo" || program == "doas" {
			all = append(all, rest[:next])
		}
		rest = rest[next:]
	}
	return all
}

// ShellUser returns the user of the shell that expands the words of a command: see [Command.User].
func (c *Command) ShellUser(script string) string {
	if c.Via == nil {
		return script
	}
	user := c.Via.User(script)
	if program := c.Via.Program(); program != "su" && program != "runuser" {
		return user
	}
	user = "root"
	for i := 1; i < len(c.Via.Words); i++ {
		switch w := c.Via.Words[i]; {
		case w.Span.Contains(c.Span): // the script
		case slices.Contains([]string{"-s", "--shell", "-g", "--group", "-G", "--supp-group", "-w", "--whitelist-environment"}, w.Value):
			i++
		case !strings.HasPrefix(w.Value, "-"):
			return w.Value
		case w.Value == "-u" && i+1 < len(c.Via.Words):
			return c.Via.Words[i+1].Value
		}
	}
	return user
}

// UserWords returns the words that make another command run as the user that this one runs as, with a blank
// behind them: `sudo -u app `; "" where it is the script's. ok is false where no words in front of a command do.
func (c *Command) UserWords() (words string, ok bool) {
	if c.Via != nil {
		if program := c.Via.Program(); program == "su" || program == "runuser" {
			return "", false
		}
		if words, ok = c.Via.UserWords(); !ok {
			return "", false
		}
	}
	for _, wrapper := range c.userWrappers() {
		for _, w := range wrapper {
			if !isAssignment(w) {
				words += w.Source + " "
			}
		}
	}
	return words, true
}

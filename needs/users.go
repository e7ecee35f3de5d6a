package needs

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Account is a user that exists in the image at the end of the stage.
type Account struct {
	// Name is how the stage's last instructions name the user: plain, or as a variable.
	Name string
	// Group is the name of its primary group, "" if only its login tells.
	Group string
	// Home is the home folder that belongs to it, "" if it has none.
	Home string
	// Made is the call that creates it, nil for a user of the base image.
	Made *effects.Ran

	value  string // the name without variables
	noHome bool   // the call says that it gets no home
}

// Owner returns the user as chown takes it, with the group.
func (a Account) Owner() string { return a.Name + ":" + a.Group }

// Account returns the user that the program can have. It is one that the file creates and gives
// something to, else one of the base image. The zero value means there is none. obstacle says why it
// can't be told which user is meant, "" if it can.
func (p *Program) Account() (account Account, obstacle string) {
	made, unknown := p.created()
	if unknown != "" {
		return Account{}, unknown
	}
	var used []Account
	for _, a := range made {
		if p.isUsed(a) || a.value == ownName {
			used = append(used, a)
		}
	}
	if name := p.grouped(made); name != "" {
		return Account{}, "`" + name + "` gets a group, and nothing here creates that user: decide whether it runs the program"
	}
	switch {
	case len(used) > 1:
		return Account{}, "the file creates `" + used[0].value + "` and `" + used[1].value + "`: decide which of them runs it"
	case len(used) == 1:
		return used[0], ""
	case p.base.Account != "" && !p.changesAccount(p.base.Account):
		return Account{Name: p.base.Account, Group: p.base.Account, Home: p.base.Home, value: p.base.Account}, ""
	}
	return Account{}, ""
}

// CanGetHome reports whether the option -m can be added to the call that creates the user.
func (a Account) CanGetHome() bool {
	return a.Made != nil && a.Made.Program() == "useradd" && !a.noHome
}

// ownName is the name of the user that a fix creates.
const ownName = "appuser"

// NewAccount returns a user that the file doesn't have yet, and the command that creates it, "" if
// that isn't known.
func (p *Program) NewAccount(home bool) (Account, string) {
	for in := range p.instructions() {
		if slices.Contains(nameParts.FindAllString(in.Joined.Text, -1), ownName) {
			return Account{}, "" // a group, or a user that isn't created by a known command
		}
	}
	return Account{Name: ownName, Group: ownName, value: ownName}, images.CreateUser(p.base.Distro, ownName, home)
}

var nameParts = regexp.MustCompile(`[A-Za-z0-9_-]+`)

// accountOptions are the options with a value of the programs that create accounts, by their first
// letter or their name: useradd(8), Debian's adduser(8) and BusyBox's adduser.
var accountOptions = map[string]struct{ short, long []string }{
	"useradd": {
		short: strings.Split("bcdefgGkKpRPsuZ", ""),
		long:  strings.Fields("base-dir comment home-dir home expiredate inactive gid groups skel key password root prefix shell uid selinux-user"),
	},
	"adduser": {
		long: strings.Fields("conf gecos comment gid ingroup home shell uid firstuid lastuid firstgid lastgid"),
	},
	"busybox": {
		short: strings.Split("hgsGuk", ""),
		long:  strings.Fields("home gecos shell ingroup uid skel"),
	},
}

// creation is a call of useradd or adduser, read by its options.
type creation struct {
	effects.Ran
	tool     string // useradd; adduser for Debian's; busybox for its adduser
	operands []shell.Word
	given    map[string]shell.Word // the options with their values
}

// has reports whether one of the options is given.
func (c creation) has(names ...string) bool {
	return slices.ContainsFunc(names, func(n string) bool { _, ok := c.given[n]; return ok })
}

// readCreation reads a call's options. RHEL's adduser is useradd.
func (p *Program) readCreation(r effects.Ran) creation {
	c := creation{Ran: r, tool: r.Program(), given: map[string]shell.Word{}}
	switch p.base.Distro {
	case images.RHEL, images.RHELMinimal:
		c.tool = "useradd"
	case images.Alpine, images.Busybox:
		if c.tool == "adduser" {
			c.tool = "busybox"
		}
	}
	options := accountOptions[c.tool]
	for words := r.Words[1:]; len(words) > 0; words = words[1:] {
		w := words[0]
		name, value, inOne := strings.Cut(w.Value, "=")
		letters, isShort := strings.CutPrefix(w.Value, "-")
		takesNext := ""
		switch {
		case strings.HasPrefix(w.Value, "--"):
			c.given[name] = shell.Word{Value: value, Literal: inOne}
			if !inOne && slices.Contains(options.long, name[2:]) {
				takesNext = name
			}
		case isShort && letters != "":
			// The value is the rest of the word, or the next one.
			at := strings.IndexAny(letters, strings.Join(options.short, ""))
			for i, letter := range letters {
				if at < 0 || i <= at {
					c.given["-"+string(letter)] = shell.Word{Value: letters[i+1:], Literal: true}
				}
			}
			if at >= 0 && at == len(letters)-1 {
				takesNext = "-" + letters[at:]
			}
		default:
			c.operands = append(c.operands, w)
		}
		if takesNext != "" && len(words) > 1 {
			words = words[1:]
			c.given[takesNext] = words[0]
		}
	}
	return c
}

var userName = regexp.MustCompile(`^[a-z_][a-z0-9_.-]*$`)

// created returns the users that the stage's RUNs create. unknown says why that isn't known, "" if
// it is.
func (p *Program) created() (made []Account, unknown string) {
	for _, r := range p.commands {
		if program := r.Program(); program != "useradd" && program != "adduser" {
			continue
		}
		c := p.readCreation(r)
		if len(c.operands) != 1 {
			continue // `adduser USER GROUP` creates nothing
		}
		a, ok := p.account(c)
		if !ok || r.Place.Has(shell.InBranch) || r.Place.Has(shell.InLoop) {
			return nil, "the name of the user that `" + r.Program() + "` creates depends on the build: decide whether it runs the program"
		}
		made = append(made, a)
	}
	return made, ""
}

// grouped returns a user that a RUN puts into a group, and which neither the file nor the base image
// is known to create; "" if there is none.
func (p *Program) grouped(made []Account) string {
	for _, r := range p.commands {
		if r.Program() != "adduser" && r.Program() != "addgroup" {
			continue
		}
		c := p.readCreation(r)
		if len(c.operands) != 2 {
			continue
		}
		name := textOf(c.operands[0])
		isMade := slices.ContainsFunc(made, func(a Account) bool { return a.value == p.value(c.In, c.operands[0]) })
		if !isMade && name != "root" && name != p.base.Account {
			return name
		}
	}
	return ""
}

// account returns the user that a call creates. ok is false if its name isn't known.
func (p *Program) account(c creation) (a Account, ok bool) {
	name := c.operands[0]
	value := p.value(c.In, name)
	if !userName.MatchString(value) {
		return a, false
	}
	a = Account{Name: value, value: value, Made: &c.Ran}
	if !name.Literal {
		if c.In.Stage != p.stage || !plainVariable.MatchString(name.Source) {
			return a, false
		}
		a.Name = strings.Trim(name.Source, `"`)
	}
	a.Group = c.group(a)
	home := path.Join("/home", value)
	for _, o := range homeOptions[c.tool] {
		if w, given := c.given[o]; given {
			home = p.value(c.In, w)
		}
	}
	system := c.has("-r", "-S", "--system")
	a.noHome = c.has("-M", "--no-create-home", "-H") || c.tool == "adduser" && system && !c.has("--home") || home == "/nonexistent" || home == "/dev/null" || home == ""
	makes := c.tool != "useradd" || c.has("-m", "--create-home") || p.base.Distro == images.RHEL && !system
	if makes && !a.noHome {
		a.Home = home
	}
	return a, true
}

// homeOptions are the options that name the home folder, groupOptions those that name the primary group.
var (
	homeOptions  = map[string][]string{"useradd": {"-d", "--home-dir", "--home"}, "adduser": {"--home"}, "busybox": {"-h", "--home"}}
	groupOptions = map[string][]string{"useradd": {"-g", "--gid"}, "adduser": {"--gid", "--ingroup"}, "busybox": {"-G", "--ingroup"}}
)

// group returns the name of a user's primary group, "" if the call doesn't tell.
func (c creation) group(a Account) string {
	for _, o := range groupOptions[c.tool] {
		if w, given := c.given[o]; given {
			if w.Literal && userName.MatchString(w.Value) {
				return w.Value
			}
			return ""
		}
	}
	switch system := c.has("-S", "--system"); {
	case c.tool == "useradd" && c.has("-N", "--no-user-group"), c.tool == "adduser" && system && !c.has("--group"), c.tool == "busybox" && system:
		return "" // users or nogroup
	}
	return a.Name
}

var plainVariable = regexp.MustCompile(`^"?\$(?:\w+|\{\w+\})"?$`)

// isUsed reports whether the file gives something to a user that it creates: a home, files, a process.
// Without that, it may be there for something else.
func (p *Program) isUsed(a Account) bool {
	if a.Home != "" {
		return true
	}
	names := func(text string) bool {
		expanded, known := p.stage.Expand(text, a.Made.In)
		if !known {
			expanded = text
		}
		parts := strings.FieldsFunc(expanded, func(r rune) bool { return strings.ContainsRune(" :\t\"'", r) })
		return slices.Contains(parts, a.value)
	}
	for in := range p.instructions() {
		switch {
		case in.Index < a.Made.In.Index:
		case in.Name == "USER" && len(in.Args) > 0 && names(in.Args[0].Text), in.HasFlag("chown") && names(in.FlagValue("chown")):
			return true
		}
	}
	for _, c := range p.commands {
		if c.Span.Start <= a.Made.Span.Start || creates(c.Command) {
			continue
		}
		if slices.ContainsFunc(c.AllWords(), func(w shell.Word) bool { return names(textOf(w)) }) {
			return true
		}
	}
	return false
}

// textOf returns a word's value, or as it is written if that has variables.
func textOf(w shell.Word) string {
	if w.Literal {
		return w.Value
	}
	return w.Source
}

// creates reports whether a command creates accounts or groups.
func creates(c *shell.Command) bool {
	return slices.Contains([]string{"useradd", "adduser", "groupadd", "addgroup"}, c.Program())
}

// changesAccount reports whether a RUN removes or renames a user of the base image.
func (p *Program) changesAccount(name string) bool {
	return slices.ContainsFunc(p.commands, func(c effects.Ran) bool {
		values := c.Values()
		switch c.Program() {
		case "userdel", "deluser":
			return values[len(values)-1] == name
		case "usermod":
			return slices.Contains(values, name) && (slices.Contains(values, "-l") || slices.Contains(values, "--login"))
		}
		return false
	})
}

// isOwner reports whether a word of chown, or a flag --chown, names the user.
func (p *Program) isOwner(a Account, in *dockerfile.Instruction, text string) bool {
	if expanded, known := p.stage.Expand(text, in); known {
		text = expanded
	}
	name, _, _ := strings.Cut(strings.Trim(text, `"'`), ":")
	return name == a.value
}

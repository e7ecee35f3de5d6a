package effects

import (
	"path"
	"strings"
)

// users is for commands that create users and groups. The ids that these get depend on earlier ones.
var users = family{
	programs: []string{"useradd", "groupadd", "adduser", "addgroup", "usermod", "groupmod"},
	effect: func(c *call) Effect {
		e := Effect{Class: Files, Reads: append(below("/etc/login.defs", "/etc/default", "/etc/skel", "/etc/adduser.conf"), below("/usr/sbin")...)}
		e.Reads, e.Writes = append(e.Reads, numbers), append(e.Writes, numbers)
		e.Writes = append(e.Writes, exactly("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid", "/etc/passwd-", "/etc/group-")...)
		for i, w := range c.Words[1:] {
			value := w.Value
			if !w.Literal {
				text, known := c.in.Stage.Expand(w.Source, c.in)
				if !known {
					return unknown("a user that is not known")
				}
				value = text
			}
			before := c.Words[i].Value
			if name, given, inOne := strings.Cut(value, "="); inOne && strings.HasPrefix(value, "--") {
				before, value = name, given
			}
			switch {
			case strings.HasPrefix(value, "-"):
			case before == "-d" || before == "--home" || before == "--home-dir" || before == "-h" && c.Program() == "adduser":
				if !path.IsAbs(value) {
					return unknown("a home folder that is not known")
				}
				e.Writes = append(e.Writes, below(value)...)
				e.Reads = append(append(e.Reads, below(value)...), exactly(path.Dir(value))...) // the parent folder must exist
			case path.IsAbs(value):
			default:
				e.Reads = append(e.Reads, Place{Kind: Account, Name: value})
				e.Writes = append(e.Writes, Place{Kind: Account, Name: value})
				e.Writes = append(e.Writes, below(path.Join("/home", value), path.Join("/var/mail", value), path.Join("/var/spool/mail", value))...)
				e.Reads = append(e.Reads, below(path.Join("/home", value))...)
			}
		}
		return e
	},
}

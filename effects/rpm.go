package effects

// Packages of Red Hat's family and of SUSE.
var rpm = family{
	programs: []string{"yum", "dnf", "microdnf", "tdnf", "zypper"},
	effect: func(c *call) Effect {
		return c.verbs([]string{"install", "in", "update", "upgrade", "makecache", "clean", "remove", "autoremove", "refresh", "ref", "dup", "up"}, func() Effect {
			e := systemPackages("DNF_*", "YUM_*", "ZYPP_*")
			c.localPackages(&e)
			e.Class = systemClass(c.Package())
			return e
		})
	},
}

package effects

// rpm is for packages of the Red Hat and SUSE families.
var rpm = family{
	programs: []string{"yum", "dnf", "dnf5", "microdnf", "tdnf", "zypper"},
	effect: func(c *call) Effect {
		return c.systemVerb(func() Effect {
			e := systemPackages("DNF_*", "YUM_*", "ZYPP_*")
			c.localPackages(&e)
			e.Class = systemClass(c.Package())
			return e
		})
	},
}

package effects

// apt is for Debian and Ubuntu packages.
var apt = family{
	programs: []string{"apt-get", "apt"},
	effect: func(c *call) Effect {
		return c.systemVerb(func() Effect {
			e := systemPackages("DEBIAN_*", "DEBCONF_*", "APT_*", "DPKG_*")
			c.localPackages(&e)
			e.Class = systemClass(c.Package())
			return e
		})
	},
}

package effects

// apk is for Alpine packages.
var apk = family{
	programs: []string{"apk"},
	effect: func(c *call) Effect {
		return c.systemVerb(func() Effect {
			e := systemPackages("APK_*")
			c.localPackages(&e)
			e.Class = systemClass(c.Package())
			return e
		})
	},
}

package rules

var runZypperClean = &Rule{
	ID:       "run-zypper-clean",
	Aliases:  []string{"DL3036", "DS-0020"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "zypper downloads stay in the layer",
	Doc: "zypper keeps what it downloads: the lists of all packages, and often the packages. In an\n" +
		"image nobody reads them again, but every pull includes them. Removing them in a later\n" +
		"instruction doesn't help: the layer that holds them already exists.",
	FixDoc: "Adds `zypper clean --all` to the end of the same RUN.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.leavesCache("zypper", []string{"install", "in", "update", "up", "patch", "dist-upgrade", "dup"}, []string{"/var/cache/zypp"}, "zypper clean --all", cleansFolder("/var/cache/zypp", "zypper clean", "zypper cc", "zypper -n clean", "zypper --non-interactive clean"))
	},
}

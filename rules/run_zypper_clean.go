package rules

var runZypperClean = &Rule{
	ID:       "run-zypper-clean",
	Aliases:  []string{"DL3036", "DS-0020"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "what zypper downloaded stays in the layer",
	Doc: "zypper keeps what it downloads: the lists of all packages, and often the packages. In\n" +
		"an image nobody reads them again, but they are pulled with it. Removing them in a\n" +
		"later instruction does not help: the layer that holds them is already made.",
	FixDoc: "Adds `zypper clean --all` to the end of the same RUN.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.leavesCache("zypper", []string{"install", "in", "update", "up", "patch", "dist-upgrade", "dup"}, []string{"/var/cache/zypp"}, "zypper clean --all", cleansFolder("/var/cache/zypp", "zypper clean", "zypper cc", "zypper -n clean", "zypper --non-interactive clean"))
	},
}

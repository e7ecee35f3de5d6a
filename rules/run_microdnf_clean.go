package rules

var runMicrodnfClean = &Rule{
	ID:       "run-microdnf-clean",
	Aliases:  []string{"DL3040", "DS-0027"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "what microdnf downloaded stays in the layer",
	Doc: "microdnf keeps what it downloads: the lists of all packages, and often the packages. In\n" +
		"an image nobody reads them again, but they are pulled with it. Removing them in a\n" +
		"later instruction does not help: the layer that holds them is already made.",
	FixDoc: "Adds `microdnf clean all` to the end of the same RUN.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.leavesCache("microdnf", []string{"install", "groupinstall", "localinstall", "reinstall", "update", "upgrade"}, []string{"/var/cache/yum", "/var/cache/dnf", "/var/cache/libdnf5"}, "microdnf clean all", cleansFolder("/var/cache/", "microdnf clean all"))
	},
}

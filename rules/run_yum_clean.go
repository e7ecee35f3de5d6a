package rules

var runYumClean = &Rule{
	ID:       "run-yum-clean",
	Aliases:  []string{"DL3032", "DS-0015"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "what yum downloaded stays in the layer",
	Doc: "yum keeps what it downloads: the lists of all packages, and often the packages. In\n" +
		"an image nobody reads them again, but they are pulled with it. Removing them in a\n" +
		"later instruction does not help: the layer that holds them is already made.",
	FixDoc: "Adds `yum clean all` to the end of the same RUN.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.leavesCache("yum", []string{"install", "groupinstall", "localinstall", "reinstall", "update", "upgrade"}, []string{"/var/cache/yum"}, "yum clean all", cleansFolder("/var/cache/yum", "yum clean all", "yum -y clean all"))
	},
}

package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runForceYes = &Rule{
	ID:       "run-force-yes",
	Aliases:  []string{"CKV2_DOCKER_8", "CKV2_DOCKER_9", "CKV2_DOCKER_10", "CKV2_DOCKER_11", "CKV2_DOCKER_7"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "packages are installed without a look at their signatures",
	Doc: "The signature is what tells the distribution's package from one that somebody on the\n" +
		"way put in its place. With the check off, anyone who can reach the connection can\n" +
		"run what they like in the build, and in the image.",
	FixDoc: "None: the key that is missing has to be added, and only you can say whose it is.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			call := c.Package()
			if call == nil {
				if c.Program() != "rpm" {
					return
				}
				call = &syntax.PackageCall{Manager: "rpm", Options: c.Words[1:]}
			}
			for _, w := range call.Options {
				if slices.Contains(unverified[call.Manager], w.Value) {
					p.Report(w.Span, "`"+w.Value+"` installs packages that anybody may have changed on the way. Add the repository's key instead.", nil)
				}
			}
		})
	},
}

// unverified are the options that turn the check of signatures off, by package
// manager. Sources: their manual pages.
var unverified = map[string][]string{
	"apt-get": {"--force-yes", "--allow-unauthenticated"},
	"apt":     {"--force-yes", "--allow-unauthenticated"},
	"apk":     {"--allow-untrusted"},
	"yum":     {"--nogpgcheck"},
	"dnf":     {"--nogpgcheck", "--no-gpgchecks"},
	"zypper":  {"--no-gpg-checks", "--gpg-auto-import-keys-unsafe"},
	"rpm":     {"--nodigest", "--nosignature", "--noverify", "--nofiledigest"},
}

package run

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ForceYes = &lint.Rule{
	ID:       "run-force-yes",
	Aliases:  []string{"CKV2_DOCKER_8", "CKV2_DOCKER_9", "CKV2_DOCKER_10", "CKV2_DOCKER_11", "CKV2_DOCKER_7"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "packages are installed without a signature check",
	Doc: "The signature tells the distribution's package from one that somebody swapped in on the\n" +
		"way. With the check off, anyone who can reach the connection can run what they like in the\n" +
		"build and in the image.",
	FixDoc: "None: the missing key has to be added, and only you know whose it is.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			call := c.Package()
			if call == nil {
				if c.Program() != "rpm" {
					return
				}
				call = &shell.PackageCall{Manager: "rpm", Options: c.Words[1:]}
			}
			for _, w := range call.Options {
				if slices.Contains(unverified[call.Manager], w.Value) {
					p.Report(w.Span, fmt.Sprintf("`%s` accepts packages that anyone may have changed on the way. Add the repository's key instead.", w.Value), nil)
				}
			}
		})
	}),
}

// unverified has the options that turn the signature check off, by package manager. Sources: their
// manual pages.
var unverified = map[string][]string{
	"apt-get": {"--force-yes", "--allow-unauthenticated"},
	"apt":     {"--force-yes", "--allow-unauthenticated"},
	"apk":     {"--allow-untrusted"},
	"yum":     {"--nogpgcheck"},
	"dnf":     {"--nogpgcheck", "--no-gpgchecks"},
	"zypper":  {"--no-gpg-checks", "--gpg-auto-import-keys-unsafe"},
	"rpm":     {"--nodigest", "--nosignature", "--noverify", "--nofiledigest"},
}

package rules

import (
	"path"
	"regexp"
	"strings"
)

var copySecretFile = &Rule{
	ID:       "copy-secret-file",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a file of secrets is copied into the image",
	Doc: "Everybody who can pull the image can read the file, also when a later instruction\n" +
		"removes it: the layer that holds it stays. A secret mount shows it to one RUN and\n" +
		"leaves nothing behind: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`.",
	FixDoc: "None: which RUN needs the file only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			sources, _, ok := in.Sources()
			if !ok || in.HasFlag("from") || in.Stage != nil && !p.ships(in.Stage) {
				continue
			}
			for _, s := range sources {
				if name := strings.Trim(s.Text, `"'`); secretFile.MatchString(name) {
					p.Report(s.Span, "Everybody who can pull the image can read `"+path.Base(name)+"`, also when it is removed later. Mount it for the RUN that needs it: `RUN --mount=type=secret,…`.", nil)
				}
			}
		}
	},
}

// secretFile matches the names of files that hold nothing but secrets, or
// mostly do.
var secretFile = regexp.MustCompile(`(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pypirc|\.env|\.aws/credentials|\.docker/config\.json|\.ssh/?|.+\.(?:p12|pfx|keystore)|.*(?:private|server|ssl|tls)[^/]*\.key)$`)

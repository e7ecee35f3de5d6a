package copy

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var SecretFile = &lint.Rule{
	ID:       "copy-secret-file",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a secrets file is copied into the image",
	Doc: "Anyone who can pull the image can read the file, even if a later instruction removes it:\n" +
		"the layer that holds it stays. A secret mount shows it to one RUN and leaves nothing\n" +
		"behind: `RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci`.",
	FixDoc: "None: only you know which RUN needs the file.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			sources, _, ok := in.Sources()
			if !ok || in.HasFlag("from") || in.Stage != nil && !p.File.Ships(in.Stage) {
				continue
			}
			for _, s := range sources {
				if name := strings.Trim(s.Text, `"'`); secretFile.MatchString(name) {
					p.Report(s.Span, fmt.Sprintf("Anyone who can pull the image can read `%s`, even if a later step removes it. Mount it for the RUN that needs it: `RUN --mount=type=secret,…`.", path.Base(name)), nil)
				}
			}
		}
	}),
}

// secretFile matches the names of files that hold secrets, mostly or only.
var secretFile = regexp.MustCompile(`(?:^|/)(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.git-credentials|\.pypirc|\.env|\.aws/credentials|\.docker/config\.json|\.ssh/?|.+\.(?:p12|pfx|keystore)|.*(?:private|server|ssl|tls)[^/]*\.key)$`)

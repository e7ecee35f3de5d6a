package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runHTTPURL = &Rule{
	ID:       "run-http-url",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "code is fetched over plain http",
	Doc: "Whoever is on the way can put something else in its place: http neither hides nor\n" +
		"checks what it carries. Most servers have the same under https.",
	FixDoc: "Writes https for servers that are known to have the same under it. For others nothing is offered: that cannot be seen from here.",
	Safety: Review,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if !slices.Contains([]string{"curl", "wget", "git", "pip", "pip3", "npm"}, c.Program()) {
				return
			}
			for _, w := range c.Words[1:] {
				if !w.Quoted {
					p.reportHTTP(w.Value, w.Span)
				}
			}
		})
		for in := range p.triggered() {
			if in.Name == "ADD" {
				sources, _, _ := in.Sources()
				for _, s := range sources {
					p.reportHTTP(s.Text, s.Span)
				}
			}
		}
	},
}

// encryptedHosts are the servers of code that have under https what they have
// under http, by name or by the end of it. Each was known to redirect or to
// serve both in 2025.
var encryptedHosts = []string{
	"github.com", "githubusercontent.com", "gitlab.com", "bitbucket.org", "sourceforge.net", "savannah.gnu.org", "ftp.gnu.org", "gnu.org",
	"kernel.org", "apache.org", "maven.apache.org", "repo1.maven.org", "nodejs.org", "npmjs.org", "yarnpkg.com", "python.org", "pypi.org",
	"pythonhosted.org", "rubygems.org", "crates.io", "rust-lang.org", "golang.org", "go.dev", "googleapis.com", "google.com", "docker.com",
	"debian.org", "postgresql.org", "nginx.org", "mysql.com", "mongodb.org", "elastic.co", "openssl.org", "zlib.net", "curl.se", "alpinelinux.org",
	"fedoraproject.org", "microsoft.com", "nvidia.com", "anaconda.com", "r-project.org", "php.net", "getcomposer.org", "packagist.org", "oracle.com",
}

// encrypted returns the fix that writes https, nil for servers that are not
// known to have it. An address of Debian's packages is left to apt.
func encrypted(host string, span syntax.Span) *Fix {
	if !slices.ContainsFunc(encryptedHosts, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) }) {
		return nil
	}
	return &Fix{Safety: Review, Note: "`" + host + "` has the same under https; the image needs `ca-certificates` to check it.", Edits: []Edit{insert(span.Start+len("http"), "s")}}
}

// reportHTTP reports a word that is an address without encryption, on another
// machine.
func (p *Pass) reportHTTP(word string, span syntax.Span) {
	address, plain := strings.CutPrefix(word, "http://")
	host, _, _ := strings.Cut(address, "/")
	host, _, _ = strings.Cut(host, ":")
	if plain && host != "localhost" && host != "127.0.0.1" && !strings.Contains(host, "$") {
		p.Report(span, "What comes from `"+host+"` over plain http, anybody on the way can have changed. Use https.", encrypted(host, span))
	}
}

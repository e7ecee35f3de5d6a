package rules

import (
	"fmt"
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
	Doc: "http neither hides nor checks what it carries, so anyone on the way can put something else\n" +
		"in its place. Most servers have the same files under https.",
	FixDoc: "Writes https for servers known to serve the same files over it. For other servers no fix is offered: Drydock can't tell.",
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

// encryptedHosts are servers that have the same files under https as under http. Their subdomains
// count as well. Each was known to redirect or to serve both in 2025.
var encryptedHosts = []string{
	"github.com", "githubusercontent.com", "gitlab.com", "bitbucket.org", "sourceforge.net", "savannah.gnu.org", "ftp.gnu.org", "gnu.org",
	"kernel.org", "apache.org", "maven.apache.org", "repo1.maven.org", "nodejs.org", "npmjs.org", "yarnpkg.com", "python.org", "pypi.org",
	"pythonhosted.org", "rubygems.org", "crates.io", "rust-lang.org", "golang.org", "go.dev", "googleapis.com", "google.com", "docker.com",
	"debian.org", "postgresql.org", "nginx.org", "mysql.com", "mongodb.org", "elastic.co", "openssl.org", "zlib.net", "curl.se", "alpinelinux.org",
	"fedoraproject.org", "microsoft.com", "nvidia.com", "anaconda.com", "r-project.org", "php.net", "getcomposer.org", "packagist.org", "oracle.com",
}

// encrypted returns the fix that writes https. It returns nil for servers not known to have it.
func encrypted(host string, span syntax.Span) *Fix {
	if !slices.ContainsFunc(encryptedHosts, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) }) {
		return nil
	}
	return &Fix{Safety: Review, Note: fmt.Sprintf("`%s` has the same files under https. Check that the image has `ca-certificates`.", host), Edits: []Edit{insert(span.Start+len("http"), "s")}}
}

// reportHTTP reports a word that is an http address on another machine.
func (p *Pass) reportHTTP(word string, span syntax.Span) {
	address, plain := strings.CutPrefix(word, "http://")
	host, _, _ := strings.Cut(address, "/")
	host, _, _ = strings.Cut(host, ":")
	if plain && host != "localhost" && host != "127.0.0.1" && !strings.Contains(host, "$") {
		p.Report(span, fmt.Sprintf("Anyone on the way can change what `%s` sends over plain http. Use https.", host), encrypted(host, span))
	}
}

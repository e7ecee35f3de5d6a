package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var HTTPURL = &lint.Rule{
	ID:       "run-http-url",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "code is fetched over plain http",
	Doc: "http neither hides nor checks what it carries, so anyone on the way can put something else\n" +
		"in its place. Most servers have the same files under https.",
	FixDoc: "Writes https for servers known to serve the same files over it. For other servers no fix is offered: Drydock can't tell.",
	Safety: lint.Review,
	Check: lint.Checks(lint.Scripts(func(p *lint.ScriptPass) {
		eachCommand(p, func(c *shell.Command) {
			if !slices.Contains([]string{"curl", "wget", "git", "pip", "pip3", "npm"}, c.Program()) {
				return
			}
			for _, w := range c.Words[1:] {
				if host, plain := plainHost(w.Value); plain && !w.Quoted {
					report(p, c.Script, w.Span, unencrypted(host), encrypted(host, w.Span, c))
				}
			}
		})
	}), lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name == "ADD" {
				sources, _, _ := in.Sources()
				for _, s := range sources {
					if host, plain := plainHost(s.Text); plain {
						p.Report(s.Span, unencrypted(host), encrypted(host, s.Span, nil))
					}
				}
			}
		}
	})),
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

// encrypted returns the fix that writes https in a word of a command, or of an ADD where that is nil.
// It returns nil for servers not known to have https.
func encrypted(host string, span syntax.Span, c *shell.Command) *lint.Fix {
	if !slices.ContainsFunc(encryptedHosts, func(known string) bool { return host == known || strings.HasSuffix(host, "."+known) }) {
		return nil
	}
	fix := &lint.Fix{
		Safety: lint.Review,
		Note:   fmt.Sprintf("`%s` has the same files under https.", host),
		Edits:  []lint.Edit{edit.Insert(span.Start+len("http"), "s")},
		Calls:  lint.RewritesWords("", "http://"+host, "https://"+host),
	}
	if c == nil || c.Script.Built {
		fix.Note += " Check that the image has `ca-certificates`."
	}
	if c != nil {
		fix.Places = []string{c.Where()}
	}
	return fix
}

// plainHost returns the host of an http address on another machine, false for all other words.
func plainHost(word string) (host string, plain bool) {
	address, plain := strings.CutPrefix(word, "http://")
	host, _, _ = strings.Cut(address, "/")
	host, _, _ = strings.Cut(host, ":")
	return host, plain && host != "localhost" && host != "127.0.0.1" && !strings.Contains(host, "$")
}

func unencrypted(host string) string {
	return fmt.Sprintf("Anyone on the way can change what `%s` sends over plain http. Use https.", host)
}

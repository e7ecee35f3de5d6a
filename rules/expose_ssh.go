package rules

import (
	"regexp"
	"strings"
)

var exposeSSH = &Rule{
	ID:       "expose-ssh",
	Aliases:  []string{"DS-0004", "CKV_DOCKER_1"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "port 22, for a login from outside",
	Doc: "A container is changed by building a new image, not by logging in: what is changed by\n" +
		"hand is gone with the container. For a look inside there is `docker exec`, which\n" +
		"needs no server, no keys and no open port.\n\n" +
		"Servers of Git and of files, which speak SSH to their users, and clusters of MPI are left alone.",
	FixDoc: "None: what uses the port has to go with it.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			if in.Name != "EXPOSE" {
				continue
			}
			for _, a := range in.Args {
				if port, _, _ := strings.Cut(a.Text, "/"); port == "22" && !servesSSH.Match(p.File.Source) {
					p.Report(a.Span, "Port 22 is for logging in, and what is changed by hand is gone with the container. Leave SSH out: `docker exec` needs no server and no keys.", nil)
				}
			}
		}
	},
}

// servesSSH matches what speaks SSH to others than those who look after the container.
var servesSSH = regexp.MustCompile(`(?i)\b(?:gogs|gitea|openmpi|mpich|mpirun|gitlab|gitolite|forgejo|gerrit|git-shell|git-daemon|sftp|sftpgo|internal-sftp)\b`)

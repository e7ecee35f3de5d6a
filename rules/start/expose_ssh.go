package start

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var ExposeSSH = &lint.Rule{
	ID:       "expose-ssh",
	Aliases:  []string{"DS-0004", "CKV_DOCKER_1"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "port 22 is open for logins",
	Doc: "Change a container by building a new image, not by logging in: manual changes are lost\n" +
		"with the container. To look inside, use `docker exec`, which needs no server, no keys\n" +
		"and no open port.\n\n" +
		"Git and file servers that speak SSH to their users, and MPI clusters, are left alone.",
	FixDoc: "None: whatever uses the port has to go too.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "EXPOSE" {
				continue
			}
			for _, a := range in.Args {
				if port, _, _ := strings.Cut(a.Text, "/"); port == "22" && !p.File.HasWord(servesSSH) {
					p.Report(a.Span, "Changes made over SSH are lost with the container. Leave out SSH and its port: `docker exec` needs no server and no keys.", nil)
				}
			}
		}
	}),
}

// servesSSH matches software that uses SSH for more than logging in to the container.
var servesSSH = regexp.MustCompile(`(?i)\b(?:gogs|gitea|openmpi|mpich|mpirun|gitlab|gitolite|forgejo|gerrit|git-shell|git-daemon|sftp|sftpgo|internal-sftp)\b`)

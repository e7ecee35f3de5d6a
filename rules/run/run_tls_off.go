package run

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var TLSOff = &lint.Rule{
	ID:       "run-tls-off",
	Aliases:  []string{"CKV2_DOCKER_2", "CKV2_DOCKER_3", "CKV2_DOCKER_4", "CKV2_DOCKER_5", "CKV2_DOCKER_6", "CKV2_DOCKER_12", "CKV2_DOCKER_13", "CKV2_DOCKER_14", "CKV2_DOCKER_15", "CKV2_DOCKER_16"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "certificate checks are turned off",
	Doc: "The certificate tells the server from someone in between. With the check off, anyone who\n" +
		"can reach the connection decides what is downloaded, and runs code in the build and in\n" +
		"the image. An ENV turns the check off for the program in the container, too.",
	FixDoc: "None: the missing certificate has to be added (`ca-certificates`, or your own), and only you know which one it is.",
	Check: lint.Checks(lint.Scripts(func(p *lint.ScriptPass) {
		eachCommand(p, func(c *shell.Command) {
			for _, w := range tlsOff(c) {
				advice := "Install `ca-certificates`, or add the missing certificate."
				if strings.HasPrefix(w.Value, "--trusted-host") {
					advice = "Use an `https://` address, or add the missing certificate."
				}
				report(p, c.Script, w.Span, fmt.Sprintf("Certificate checks are off here (`%s`), so any server is trusted. %s", w.Source, advice), nil)
			}
		})
	}), lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "ENV" && in.Name != "ARG" {
				continue
			}
			for _, a := range in.Args {
				name, value, _ := strings.Cut(a.Text, "=")
				if turnsTLSOff(name, strings.Trim(value, `"'`)) {
					p.Report(a.Span, fmt.Sprintf("`%s` turns off certificate checks for everything below. Add the missing certificate.", a.Text), nil)
				}
			}
		}
	})),
}

// tlsVariables maps variables to the value that turns certificate checks off.
var tlsVariables = map[string]string{
	"PYTHONHTTPSVERIFY":            "0",
	"NODE_TLS_REJECT_UNAUTHORIZED": "0",
	"NPM_CONFIG_STRICT_SSL":        "false",
	"npm_config_strict_ssl":        "false",
	"GIT_SSL_NO_VERIFY":            "true",
}

// trustingVariables hold hosts whose certificates aren't checked.
var trustingVariables = []string{"PIP_TRUSTED_HOST", "GOINSECURE"}

// turnsTLSOff reports whether a variable's value turns certificate checks off.
func turnsTLSOff(name, value string) bool {
	off, known := tlsVariables[name]
	return known && strings.EqualFold(value, off) || value != "" && slices.Contains(trustingVariables, name)
}

// tlsOff returns the words of a command that turn certificate checks off.
func tlsOff(c *shell.Command) []shell.Word {
	var found []shell.Word
	for _, a := range c.Assigns {
		name, value, _ := strings.Cut(a.Value, "=")
		if turnsTLSOff(name, value) {
			a.Source = a.Value
			found = append(found, a)
		}
	}
	for i, w := range c.Words {
		name, _, _ := strings.Cut(w.Value, "=")
		next := ""
		if i+1 < len(c.Words) {
			next = c.Words[i+1].Value
		}
		off := false
		switch c.Program() {
		case "curl":
			off = w.Value == "--insecure" || w.Value == "--proxy-insecure" || len(w.Value) > 1 && w.Value[0] == '-' && strings.Trim(w.Value[1:], "fsSLkOgjJ") == "" && strings.Contains(w.Value, "k")
		case "wget":
			off = w.Value == "--no-check-certificate"
		case "pip", "pip3":
			off = name == "--trusted-host"
		case "npm", "yarn":
			off = w.Value == "strict-ssl" && next == "false" || w.Value == "--strict-ssl=false" || w.Value == "strict-ssl=false" || w.Value == "--no-strict-ssl"
		case "yum", "dnf", "yum-config-manager", "echo":
			off = noSSLVerify.MatchString(w.Value)
		case "git":
			off = w.Value == "http.sslVerify=false" || w.Value == "http.sslVerify" && next == "false"
		}
		if off {
			found = append(found, w)
		}
	}
	return found
}

// noSSLVerify matches the setting of yum and dnf.
var noSSLVerify = regexp.MustCompile(`\bsslverify\s*=\s*(?:0|false|no)\b`)

package run

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Secret = &lint.Rule{
	ID:       "run-secret",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a secret on a command line of the build",
	Doc: "The command line of a RUN is part of the image's history, with the values of its ARGs.\n" +
		"`docker history` shows it to anyone who can pull the image. What it left in files\n" +
		"(`.git/config`, `.npmrc`) ships as well. A secret mount gives the value to one RUN and\n" +
		"leaves nothing behind:\n\n" +
		"`RUN --mount=type=secret,id=token,env=TOKEN git clone https://x:$TOKEN@…`, built\n" +
		"with `docker build --secret id=token,env=TOKEN .`",
	FixDoc: "Where the secret is an ARG without a default that only this RUN uses: gives it to the RUN in a secret mount and removes the ARG. Builds then have to pass `--secret` instead of `--build-arg`. A secret written into the file has no fix: revoke it first.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if in.Stage == nil || c.Via != nil { // the text of `sh -c '…'` is one of its words
				return
			}
			for _, w := range c.Words {
				name, found := secretIn(w)
				if !found || name != "" && !buildArgument(in, name) {
					continue
				}
				if name == "" {
					p.Report(w.Span, "Anyone who can read this file or pull the image can read this secret. Revoke it, and pass a new one with `RUN --mount=type=secret`.", nil)
					return
				}
				message := fmt.Sprintf("Anyone who can pull the image can read `%[1]s` in its history. Pass it to this RUN only: `--mount=type=secret,id=%[2]s,env=%[1]s`.", name, secretID(name))
				p.Report(w.Span, message, mountSecret(p.File, in, name))
				return
			}
		})
	}),
}

// credentials matches a user and password in an address. Its group is the password, or the
// token used as one.
var credentials = regexp.MustCompile(`(?:https?|ftp)://(?:[^/@:\s"']*:)?([^/@:\s"']+)@`)

// knownToken matches the token formats of known services.
// https://docs.github.com/en/code-security/secret-scanning
var knownToken = regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{20,}|sk_live_\w{20,}|hf_[A-Za-z]{34}|pypi-\w{50,})`)

// tokenStarts hold a string from each token that knownToken matches.
var tokenStarts = []string{"gh", "glpat-", "npm_", "AKIA", "xox", "sk_live_", "hf_", "pypi-"}

// wordVariable matches a variable in a word.
var wordVariable = regexp.MustCompile(`\$\{?([A-Za-z_]\w*)\}?`)

// tokenSetting matches settings that hold a token: npm settings, HTTP headers and options.
var tokenSetting = regexp.MustCompile(`(?i)_authToken=|_auth=|Authorization:|PRIVATE-TOKEN:|X-Api-Key:|--password=|--token=`)

// secretIn reports whether a word contains a secret, and returns the variable that holds it, ""
// when the secret is written out.
func secretIn(w shell.Word) (name string, found bool) {
	// Search before each expression: few words need one, and this is cheaper.
	contains := func(text string) bool { return strings.Contains(w.Source, text) }
	if len(w.Source) > 20 && slices.ContainsFunc(tokenStarts, contains) && knownToken.MatchString(w.Source) {
		return "", true
	}
	if contains("://") && contains("@") {
		if m := credentials.FindStringSubmatch(w.Source); m != nil {
			if v := wordVariable.FindStringSubmatch(m[1]); v != nil {
				return v[1], true
			}
			return "", len(m[1]) > 7 && !facts.Placeholder.MatchString(m[1]) && strings.ContainsAny(m[1], "0123456789") && !strings.Contains(m[1], "$")
		}
	}
	if contains("$") && strings.ContainsAny(w.Source, "=:") {
		if at := tokenSetting.FindStringIndex(w.Source); at != nil {
			if v := wordVariable.FindStringSubmatch(w.Source[at[1]:]); v != nil && facts.NamesSecret(v[1]) {
				return v[1], true
			}
		}
	}
	return "", false
}

// buildArgument reports whether a variable is an ARG or ENV of the stage. A variable that a
// secret mount sets is neither.
func buildArgument(in *dockerfile.Instruction, name string) bool {
	return in.Stage.Defined(name, in) && !setHere(in, name)
}

// setHere reports whether a RUN sets a variable itself: by a secret mount, or in its script.
func setHere(in *dockerfile.Instruction, name string) bool {
	if run, ok := in.Parsed.(*instructions.RunCommand); ok {
		for _, m := range instructions.GetMounts(run) {
			if m.Type == instructions.MountTypeSecret && m.Env != nil && *m.Env == name {
				return true
			}
		}
	}
	return slices.ContainsFunc(in.Script().Variables(), func(v shell.Variable) bool { return v.Name == name })
}

// secretID returns the id of the secret for a variable.
func secretID(variable string) string { return strings.ToLower(variable) }

// mountSecret returns the fix, nil where the variable isn't an ARG that only this RUN uses.
func mountSecret(file *dockerfile.File, in *dockerfile.Instruction, name string) *lint.Fix {
	var arg *dockerfile.Instruction
	for _, other := range file.Instructions {
		switch {
		case other == in || !other.Mentions(name):
		case other.Name == "ARG" && arg == nil && len(other.Args) == 1 && other.Args[0].Text == name && other.Stage == in.Stage:
			arg = other
		default:
			return nil
		}
	}
	if arg == nil || !file.WholeLines(arg) || file.HasContinuedComment(arg) || in.IsTrigger() {
		return nil
	}
	return &lint.Fix{
		Priority: lint.Removes,
		Safety:   lint.Review,
		Note:     fmt.Sprintf("Build with `docker build --secret id=%s,env=%s .` instead of `--build-arg`. Needs BuildKit's Dockerfile front end 1.10 or later.", secretID(name), name),
		Edits:    append(edit.RemoveInto(file, in, arg), edit.Insert(in.Keyword.End, " --mount=type=secret,id="+secretID(name)+",env="+name)),
		Calls:    lint.Calls{Settings: true, Values: true},
	}
}

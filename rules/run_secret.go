package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runSecret = &Rule{
	ID:       "run-secret",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a secret on a command line of the build",
	Doc: "The command line of a RUN is part of the image's history, with the values of the\n" +
		"ARGs in it: `docker history` shows it to everyone who can pull the image, and what\n" +
		"it left in files (`.git/config`, `.npmrc`) ships as well. A secret mount gives the\n" +
		"value to one RUN and leaves nothing behind:\n\n" +
		"`RUN --mount=type=secret,id=token,env=TOKEN git clone https://x:$TOKEN@…`, built\n" +
		"with `docker build --secret id=token,env=TOKEN .`",
	FixDoc: "Where the secret is an ARG without a default that this RUN alone uses: gives it to the RUN by a secret mount, and takes the ARG out. Whoever builds has to pass it with `--secret` in place of `--build-arg` then. For a secret that is written into the file nothing is offered: revoke it first.",
	Safety: Review,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if in.Stage == nil {
				return
			}
			for _, w := range c.Words {
				name, found := secretIn(w)
				if !found || name != "" && !p.buildArgument(in, name) {
					continue
				}
				if name == "" {
					p.Report(w.Span, "This is a secret for everyone who can read the file or pull the image. Revoke it, and pass a new one with `RUN --mount=type=secret`.", nil)
					return
				}
				p.Report(w.Span, "The value of `"+name+"` is stored in the image's history, for everyone who can pull it. Pass it to this RUN alone: `--mount=type=secret,id="+secretID(name)+",env="+name+"`.", p.mountSecret(in, name))
				return
			}
		})
	},
}

// credentials match a user and password in an address; their group is the
// password, or the token that stands in its place.
var credentials = regexp.MustCompile(`(?:https?|ftp)://(?:[^/@:\s"']*:)?([^/@:\s"']+)@`)

// knownToken matches tokens by the form that their makers gave them.
// https://docs.github.com/en/code-security/secret-scanning
var knownToken = regexp.MustCompile(`\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20}|npm_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|xox[abp]-[\w-]{20,}|sk_live_\w{20,}|hf_[A-Za-z]{34}|pypi-\w{50,})`)

// tokenStarts are what one of them is in each of those.
var tokenStarts = []string{"gh", "glpat-", "npm_", "AKIA", "xox", "sk_live_", "hf_", "pypi-"}

// wordVariable matches a variable in a word.
var wordVariable = regexp.MustCompile(`\$\{?([A-Za-z_]\w*)\}?`)

// tokenSetting matches the settings that hold a token: npm's, an HTTP header's.
var tokenSetting = regexp.MustCompile(`(?i)_authToken=|_auth=|Authorization:|PRIVATE-TOKEN:|X-Api-Key:|--password=|--token=`)

// secretIn reports whether a word of a command has a secret in it, and the
// variable that holds it, "" when it is written out.
func secretIn(w syntax.Word) (name string, found bool) {
	// A cheap look comes before each expression: few words are worth one.
	contains := func(text string) bool { return strings.Contains(w.Source, text) }
	if len(w.Source) > 20 && slices.ContainsFunc(tokenStarts, contains) && knownToken.MatchString(w.Source) {
		return "", true
	}
	if contains("://") && contains("@") {
		if m := credentials.FindStringSubmatch(w.Source); m != nil {
			if v := wordVariable.FindStringSubmatch(m[1]); v != nil {
				return v[1], true
			}
			return "", len(m[1]) > 7 && !placeholder.MatchString(m[1]) && strings.ContainsAny(m[1], "0123456789") && !strings.Contains(m[1], "$")
		}
	}
	if contains("$") && strings.ContainsAny(w.Source, "=:") {
		if at := tokenSetting.FindStringIndex(w.Source); at != nil {
			if v := wordVariable.FindStringSubmatch(w.Source[at[1]:]); v != nil && namesSecret(v[1]) {
				return v[1], true
			}
		}
	}
	return "", false
}

// buildArgument reports whether a variable is an ARG of the stage, or an ENV: what
// a secret mount brings is neither.
func (p *Pass) buildArgument(in *syntax.Instruction, name string) bool {
	return in.Stage.Defined(name, in) && !strings.Contains(in.Text(), "type=secret")
}

func secretID(variable string) string { return strings.ToLower(variable) }

// mountSecret returns the fix, nil where the variable is more than an ARG for
// this RUN.
func (p *Pass) mountSecret(in *syntax.Instruction, name string) *Fix {
	uses := wordOf(name)
	var arg *syntax.Instruction
	for _, other := range p.File.Instructions {
		switch {
		case other == in || !uses.MatchString(other.Text()):
		case other.Name == "ARG" && arg == nil && len(other.Args) == 1 && other.Args[0].Text == name && other.Stage == in.Stage:
			arg = other
		default:
			return nil
		}
	}
	if arg == nil || !p.wholeLines(arg) || hasContinuedComment(p, arg) || commentedOn(p, arg) || p.File.Instructions[in.Index].Trigger != nil {
		return nil
	}
	return &Fix{
		Safety: Review,
		Note:   "Whoever builds has to pass it with `docker build --secret id=" + secretID(name) + ",env=" + name + " .`, in place of `--build-arg`. Needs BuildKit's front end of version 1.10 or later.",
		Edits:  append(p.remove(arg), insert(in.Keyword.End, " --mount=type=secret,id="+secretID(name)+",env="+name)),
	}
}

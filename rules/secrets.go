package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Shared by the rules about secrets.

// secretName matches the names of variables that hold secrets: the words that BuildKit's
// check SecretsUsedInArgOrEnv looks for, also when they end a longer word.
var secretName = regexp.MustCompile(`(?i)(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token|pat)(?:_|$)|(?:password|passwd|secret|token|apikey)$`)

// publicName matches names that secretName matches although they hold no secret.
var publicName = regexp.MustCompile(`(?i)(?:^|_)public(?:_|$)|(?:_|^)(?:file|path|dir|url|uri|ids?|name|ttl|size|type|length|header|expir\w*|algorithm|host|port|user)$`)

// surelySecret matches the names of variables that can only hold secrets: a key alone may be
// a map's key or a public one.
var surelySecret = regexp.MustCompile(`(?i)pass(?:word|wd)|secret|token|apikey|(?:api|access|private|encryption|signing|master|auth|account|app)_?key|credentials`)

// placeholder matches values that aren't secrets: dummies, or the place where the secret is.
var placeholder = regexp.MustCompile(`(?i)^(?:|true|false|yes|no|none|null|nil|\d{1,3}|x+|\*+|\.+|.*change[-_]?(?:me|it|this).*|%.*%|todo|tbd|example|dummy|fake|test(?:ing)?|sample|placeholder|your[-_ ].*|my[-_]?(?:secret|password|token|key)|<.*>|\.{0,2}/.*|\**none\**|0+|https?://.*|.*\$.*)$`)

// namesSecret reports whether a variable's name says that it holds a secret.
func namesSecret(name string) bool {
	return secretName.MatchString(name) && !publicName.MatchString(name)
}

// holdsSecret reports whether a variable's value may itself be a secret.
func holdsSecret(value string) bool {
	value = strings.Trim(value, `"'`)
	return len(value) > 3 && !placeholder.MatchString(value)
}

// reportSecret reports a variable that is named like a secret. If only the name suggests
// one, only the strict profile reports it.
func (p *Pass) reportSecret(stage *syntax.Stage, at syntax.Span, name, value, message string) {
	switch {
	case !namesSecret(name):
	case surelySecret.MatchString(name) && holdsSecret(value) && (stage == nil || p.ships(stage) || stage.Reached):
		p.Report(at, message, nil)
	default:
		p.ReportStrict(at, message, nil)
	}
}

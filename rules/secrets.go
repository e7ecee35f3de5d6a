package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// What rules about secrets share.

// secretName matches the names of variables that hold secrets: the words that
// BuildKit's check SecretsUsedInArgOrEnv looks for, and the same where they are
// joined to others.
var secretName = regexp.MustCompile(`(?i)(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token|pat)(?:_|$)|(?:password|passwd|secret|token|apikey)$`)

// publicName matches the names that secretName takes for secrets and that are
// none.
var publicName = regexp.MustCompile(`(?i)(?:^|_)public(?:_|$)|(?:_|^)(?:file|path|dir|url|uri|ids?|name|ttl|size|type|length|header|expir\w*|algorithm|host|port|user)$`)

// surelySecret matches the names of variables that hold nothing but secrets: a
// key alone may be that of a map, or a public one.
var surelySecret = regexp.MustCompile(`(?i)pass(?:word|wd)|secret|token|apikey|(?:api|access|private|encryption|signing|master|auth|account|app)_?key|credentials`)

// placeholder matches values that are no secret: they stand for one, or say
// where it is.
var placeholder = regexp.MustCompile(`(?i)^(?:|true|false|yes|no|none|null|nil|\d{1,3}|x+|\*+|\.+|.*change[-_]?(?:me|it|this).*|%.*%|todo|tbd|example|dummy|fake|test(?:ing)?|sample|placeholder|your[-_ ].*|my[-_]?(?:secret|password|token|key)|<.*>|\.{0,2}/.*|\**none\**|0+|https?://.*|.*\$.*)$`)

// namesSecret reports whether a variable's name says that it holds a secret.
func namesSecret(name string) bool {
	return secretName.MatchString(name) && !publicName.MatchString(name)
}

// holdsSecret reports whether a variable's value may be a secret itself.
func holdsSecret(value string) bool {
	value = strings.Trim(value, `"'`)
	return len(value) > 3 && !placeholder.MatchString(value)
}

// reportSecret reports a variable of a stage that is named for a secret: to
// everyone where its value is given, in the strict profile where only its name
// tells.
func (p *Pass) reportSecret(stage *syntax.Stage, at syntax.Span, name, value, message string) {
	switch {
	case !namesSecret(name):
	case surelySecret.MatchString(name) && holdsSecret(value) && (stage == nil || p.ships(stage) || stage.Reached):
		p.Report(at, message, nil)
	default:
		p.ReportStrict(at, message, nil)
	}
}

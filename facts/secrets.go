package facts

import (
	"regexp"
	"strings"
)

// Shared by the rules about secrets.

// secretName matches the names of variables that hold secrets: the words that BuildKit's
// check SecretsUsedInArgOrEnv looks for, also when they end a longer word.
var secretName = regexp.MustCompile(`(?i)(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token|pat)(?:_|$)|(?:password|passwd|secret|token|apikey)$`)

// publicName matches names that secretName matches although they hold no secret.
var publicName = regexp.MustCompile(`(?i)(?:^|_)public(?:_|$)|(?:_|^)(?:file|path|dir|url|uri|ids?|name|ttl|size|type|length|header|expir\w*|algorithm|host|port|user)$`)

// SurelySecret matches the names of variables that can only hold secrets: a key alone may be
// a map's key or a public one.
var SurelySecret = regexp.MustCompile(`(?i)pass(?:word|wd)|secret|token|apikey|(?:api|access|private|encryption|signing|master|auth|account|app)_?key|credentials`)

// Placeholder matches values that aren't secrets: dummies, or the place where the secret is.
var Placeholder = regexp.MustCompile(`(?i)^(?:|true|false|yes|no|none|null|nil|\d{1,3}|x+|\*+|\.+|.*change[-_]?(?:me|it|this).*|%.*%|todo|tbd|example|dummy|fake|test(?:ing)?|sample|placeholder|your[-_ ].*|my[-_]?(?:secret|password|token|key)|<.*>|\.{0,2}/.*|\**none\**|0+|https?://.*|.*\$.*)$`)

// accessKeyID matches the names of one half of a credential. BuildKit's check and scanners for secrets
// count it, too.
var accessKeyID = regexp.MustCompile(`(?i)access_key_id$`)

// NamesSecret reports whether a variable's name says that it holds a secret.
func NamesSecret(name string) bool {
	return secretName.MatchString(name) && (!publicName.MatchString(name) || accessKeyID.MatchString(name))
}

// HoldsSecret reports whether a variable's value may itself be a secret.
func HoldsSecret(value string) bool {
	value = strings.Trim(value, `"'`)
	return len(value) > 3 && !Placeholder.MatchString(value)
}

// openValue matches values that are no secret, whatever the name says: yes and no, small numbers, versions,
// paths and files. openWord matches what is none for a name that only may hold one: numbers, and the plain
// words that options take.
var (
	openValue = regexp.MustCompile(`(?i)^(?:true|false|yes|no|on|off|none|null|nil|enabled?|disabled?|auto|default|\d{1,3}|v?\d+(?:\.\d+)+(?:[-+][\w.]+)?|(?:/|\.{1,2}/|~/)[\w./-]*|[\w-]+(?:[/.][\w-]+)*\.(?:json|ya?ml|toml|pem|crt|cer|key|pub|p12|pfx|jks|env|txt|conf|cfg|ini|xml|html?|js|py|sh))$`)
	openWord  = regexp.MustCompile(`^(?:[a-z]+(?:[-_][a-z]+)*|[A-Z]+(?:_[A-Z]+)*|\d+)$`)
)

// CannotBeSecret reports whether the value of a variable that is named like a secret is none.
func CannotBeSecret(name, value string) bool {
	value = strings.Trim(value, `"'`)
	return openValue.MatchString(value) || !SurelySecret.MatchString(name) && openWord.MatchString(value)
}

package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Settings that package managers read from files: apt.conf(5), INI files of pip, dnf and npm.

// aptSays reports whether a setting of apt has one of some values where a call runs: by an option of the
// call, or by a file that is in the image by then.
func aptSays(known *facts.Facts, in *dockerfile.Instruction, call *shell.PackageCall, setting string, values []string) bool {
	says := func(name, value string) bool {
		return strings.EqualFold(name, setting) && slices.Contains(values, strings.ToLower(value))
	}
	for _, w := range call.OptionValues("-o", "--option") {
		name, value, _ := strings.Cut(w.Value, "=")
		if says(name, strings.Trim(value, `"`)) {
			return true
		}
	}
	places := []string{"/etc/apt/apt.conf", "/etc/apt/apt.conf.d/"}
	if name, ok := in.Stage.Var("APT_CONFIG", in); ok {
		places = append(places, name)
	}
	said := false
	for _, text := range known.WrittenBefore(in, call.Command, places...) {
		for name, value := range aptSettings(text) {
			said = said || says(name, value)
		}
	}
	return said
}

// aptTrue and aptFalse are the values that apt takes as yes and no.
var (
	aptTrue  = []string{"1", "yes", "true", "with", "on", "enable"}
	aptFalse = []string{"0", "no", "false", "without", "off", "disable"}
)

// aptSettings reads a file of apt's settings: `A::B "c";` and `A { B "c"; };`, comments aside.
func aptSettings(text string) map[string]string {
	settings := map[string]string{}
	var outer, words []string
	for _, token := range aptTokens(text) {
		switch token {
		case "{":
			outer = append(outer, strings.Join(words, "::"))
		case "}":
			outer = outer[:max(len(outer)-1, 0)]
		case ";":
			if len(words) == 2 {
				settings[strings.Join(append(slices.Clip(outer), words[0]), "::")] = words[1]
			}
		default:
			words = append(words, strings.Trim(token, `"`))
			continue
		}
		words = nil
	}
	return settings
}

// aptTokens splits apt's settings into words, quoted ones with their quotes, and `{`, `}` and `;`.
func aptTokens(text string) (tokens []string) {
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		n := 1
		switch {
		case text[0] == '#' || strings.HasPrefix(text, "//"):
			_, text, _ = strings.Cut(text, "\n")
			continue
		case strings.HasPrefix(text, "/*"):
			_, text, _ = strings.Cut(text, "*/")
			continue
		case text[0] == '"':
			if n = strings.IndexByte(text[1:], '"') + 2; n < 2 {
				return tokens
			}
		case strings.IndexByte("{};", text[0]) < 0:
			if n = strings.IndexAny(text, " \t\r\n{};\""); n < 0 {
				n = len(text)
			}
		}
		tokens = append(tokens, text[:n])
		text = text[n:]
	}
	return tokens
}

// iniSays reports whether a setting of an INI file, in any section, has a value that passes. Names are
// the same with `-` and `_`.
func iniSays(text, setting string, passes func(value string) bool) bool {
	for line := range strings.Lines(text) {
		name, value, found := strings.Cut(line, "=")
		name = strings.ReplaceAll(strings.TrimSpace(name), "_", "-")
		if found && strings.EqualFold(name, setting) && passes(strings.ToLower(strings.TrimSpace(value))) {
			return true
		}
	}
	return false
}

// isTrue reports whether an INI file's value means yes.
func isTrue(value string) bool { return slices.Contains([]string{"1", "yes", "true", "on"}, value) }

// commandsBefore yields the commands of the RUNs above a command, in its stage and those that it starts
// from, and those before it in its own, with their RUN.
func commandsBefore(in *dockerfile.Instruction, c *shell.Command) func(func(*dockerfile.Instruction, *shell.Command) bool) {
	return func(yield func(*dockerfile.Instruction, *shell.Command) bool) {
		for stage := in.Stage; stage != nil; stage = stage.Parent {
			for _, above := range stage.Instructions {
				if above.Name != "RUN" || above.Script() == nil || stage == in.Stage && above.Index > in.Index {
					continue
				}
				for _, other := range above.Script().AllCommands() {
					if (above.Index != in.Index || other.Span.Start < c.Span.Start) && !yield(above, other) {
						return
					}
				}
			}
		}
	}
}

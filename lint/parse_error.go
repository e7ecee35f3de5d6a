package lint

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax"
)

// ParseError is the rule for files that can't be read. The runner reports it.
var ParseError = &Rule{
	ID:       "parse-error",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the file can't be read, so nothing can be built or started from it",
	Doc: `BuildKit reads a Dockerfile before it builds anything, and stops at the first
thing it doesn't understand; Compose does the same with its files. Nothing else
about the file matters yet, so this is the only finding until it's fixed. For a
Dockerfile the message is BuildKit's own. One with more than 1,000 instructions is
reported here too: nothing builds it. A Containerfile with a mount option that only
Podman takes, such as z, is reported as info.`,
	FixDoc: "None: only you know what the line was meant to say.",
}

// rejectionRule returns the rule about a rejection, ParseError if there is no other.
func rejectionRule(rules []*Rule, kind syntax.Kind, rejected *syntax.ParseError) *Rule {
	for _, r := range rules {
		if r.Rejection != nil && r.Reads(kind) && r.Rejection.MatchString(rejected.Message) {
			return r
		}
	}
	return ParseError
}

// podmanTakes matches BuildKit's rejections of options that Podman has for mounts of a RUN.
// https://docs.podman.io/en/latest/markdown/podman-build.1.html, buildah's Containerfile(5)
var podmanTakes = regexp.MustCompile(`^invalid field '[zZU]' |^unexpected key '(?:relabel|[zu])' in `)

// reportRejection turns the rejection of a file into its one finding. noun is what people call such
// a file.
func (r *reporter) reportRejection(noun string, verdict proof.Verdict) {
	rejected := verdict.Rejected
	reason := strings.TrimSpace(rejected.Message)
	if reason == "" {
		reason = "no reason given"
	}
	const next = " Fix this line first; the rest is checked after that."
	message := fmt.Sprintf("This %s can't be read: %s."+next, noun, reason)
	switch {
	case rejected.Refused:
		message = fmt.Sprintf("Drydock doesn't check this %s: %s.", noun, reason)
	case rejected.Downstream:
		message = fmt.Sprintf("Builds that start from this image fail: BuildKit stops at this trigger with `%s`."+next, strings.ReplaceAll(reason, "`", "'"))
	case verdict.Builder != "":
		message = fmt.Sprintf("This %s doesn't build: %s stops here with `%s`."+next, noun, verdict.Builder, strings.ReplaceAll(reason, "`", "'"))
	}
	if podmanTakes.MatchString(reason) && strings.Contains(strings.ToLower(path.Base(r.file.Common().Path)), "containerfile") {
		r = r.WithSeverity(Info)
		message = fmt.Sprintf("Docker doesn't build this file: BuildKit stops here with `%s`. Podman takes the option. Leave it out if both build the file.", strings.ReplaceAll(reason, "`", "'"))
	}
	r.Report(r.file.Common().TrimmedLines(rejected.Line, rejected.Line), message, nil).Subject = reason
}

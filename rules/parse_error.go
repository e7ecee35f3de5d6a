package rules

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var parseError = &Rule{
	ID:       "parse-error",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "BuildKit rejects the file, so it can't be built",
	Doc: `BuildKit reads a Dockerfile before it builds anything, and stops at the first
thing it doesn't understand. Nothing else about the file matters yet, so this is
the only finding until it's fixed. The message is BuildKit's own. A file with more
than 1,000 instructions is reported here too: nothing builds it.`,
	FixDoc: "None: only you know what the line was meant to say.",
	// There is no Check: Run reports this rule when the others have nothing to read.
}

// rejectionRule returns the rule about a rejection, parse-error if there is no other.
func rejectionRule(kind syntax.Kind, rejected *syntax.ParseError) *Rule {
	for _, r := range All {
		if r.Reads(kind) && r.Rejection != nil && r.Rejection.MatchString(rejected.Message) {
			return r
		}
	}
	return parseError
}

// reportRejection turns BuildKit's rejection of a file into its one finding.
func reportRejection(p *Pass, rejected *syntax.ParseError) {
	message := strings.TrimSpace(rejected.Message)
	if message == "" {
		message = "no reason given"
	}
	if rejected.Refused {
		p.Report(p.lines(rejected.Line, rejected.Line), fmt.Sprintf("Drydock doesn't check this file: %s.", message), nil)
		return
	}
	if p.File.Kind() != syntax.Dockerfile {
		p.Report(p.lines(rejected.Line, rejected.Line), fmt.Sprintf("This file can't be read: %s. Fix this line first; the rest is checked after that.", message), nil)
		return
	}
	p.Report(p.lines(rejected.Line, rejected.Line),
		fmt.Sprintf("This file doesn't build: BuildKit stops here with `%s`. Fix this line first; the rest is checked after that.", strings.ReplaceAll(message, "`", "'")), nil)
}

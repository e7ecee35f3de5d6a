package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var parseError = &Rule{
	ID:       "parse-error",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "BuildKit does not accept the file, so it cannot be built",
	Doc: `BuildKit reads a Dockerfile before it builds anything. What it does not
understand stops the build at once, so nothing else about the file matters yet:
this is the only finding until it is mended. The message is BuildKit's own. A
file of more than 1,000 instructions is reported here too: nothing builds it.`,
	FixDoc: "None: what the line was meant to say is not known.",
	// Check is nil and BuildKit empty: Run reports it when there is nothing
	// for the other rules to read.
}

// rejectionRule returns the rule that a rejection is about, parse-error where
// no other is.
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
		p.Report(p.lines(rejected.Line, rejected.Line), "This file is not looked at: "+message+".", nil)
		return
	}
	if p.File.Kind() != syntax.Dockerfile {
		p.Report(p.lines(rejected.Line, rejected.Line), "This file cannot be read: "+message+". Mend this line first; everything else is looked at after that.", nil)
		return
	}
	p.Report(p.lines(rejected.Line, rejected.Line),
		"This file does not build: BuildKit stops here with `"+strings.ReplaceAll(message, "`", "'")+"`. Mend this line first; everything else is looked at after that.", nil)
}

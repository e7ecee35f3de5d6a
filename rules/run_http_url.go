package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runHTTPURL = &Rule{
	ID:       "run-http-url",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "code is fetched over plain http",
	Doc: "Whoever is on the way can put something else in its place: http neither hides nor\n" +
		"checks what it carries. Most servers have the same under https.",
	FixDoc: "None: whether the server has the same under https cannot be seen from here.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if !slices.Contains([]string{"curl", "wget", "git", "pip", "pip3", "npm"}, c.Program()) {
				return
			}
			for _, w := range c.Words[1:] {
				p.reportHTTP(w.Value, w.Span)
			}
		})
		for in := range p.triggered() {
			if in.Name == "ADD" {
				sources, _, _ := in.Sources()
				for _, s := range sources {
					p.reportHTTP(s.Text, s.Span)
				}
			}
		}
	},
}

// reportHTTP reports a word that is an address without encryption, on another
// machine.
func (p *Pass) reportHTTP(word string, span syntax.Span) {
	address, plain := strings.CutPrefix(word, "http://")
	host, _, _ := strings.Cut(address, "/")
	host, _, _ = strings.Cut(host, ":")
	if plain && host != "localhost" && host != "127.0.0.1" && !strings.Contains(host, "$") {
		p.Report(span, "What comes from `"+host+"` over plain http, anybody on the way can have changed. Use https.", nil)
	}
}

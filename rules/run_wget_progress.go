package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var runWgetProgress = &Rule{
	ID:       "run-wget-progress",
	Aliases:  []string{"DL3047"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "wget fills the log with progress lines",
	Doc: "Without a terminal, wget writes a line for every 50 kB: thousands of them for a large\n" +
		"file. `--progress=dot:giga` writes one for every 32 MB.",
	FixDoc: "Adds `--progress=dot:giga`. The download is the same. The rule is silent on Alpine and BusyBox, whose wget has no such option.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() != "wget" || len(c.Words) < 2 {
				return
			}
			for _, w := range c.Words[1:] {
				name, _, _ := strings.Cut(w.Value, "=")
				short := len(name) > 1 && name[0] == '-' && name[1] != '-'
				if slices.Contains([]string{"--progress", "--quiet", "--no-verbose", "--output-file", "--append-output", "--version", "--help"}, name) ||
					short && (strings.ContainsAny(name, "qoa") || strings.HasPrefix(name, "-nv")) || !w.Literal && strings.Contains(strings.ToLower(w.Source), "opt") {
					return
				}
			}
			base := p.Base(in.Stage)
			if base.Distro == images.Alpine || base.Distro == images.Busybox {
				return
			}
			p.Report(c.Span, "wget writes a line to the build log for every 50 kB. Add `--progress=dot:giga`.",
				&Fix{Safety: Safe, Note: "Writes fewer progress lines.", Edits: []Edit{insert(c.Words[0].Span.End, " --progress=dot:giga")}})
		})
	},
}

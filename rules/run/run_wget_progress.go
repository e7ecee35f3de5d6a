package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var WgetProgress = &lint.Rule{
	ID:       "run-wget-progress",
	Aliases:  []string{"DL3047"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "wget fills the log with progress lines",
	Doc: "Without a terminal, wget writes a line for every 50 kB: thousands of them for a large\n" +
		"file. `--progress=dot:giga` writes one for every 32 MB.",
	FixDoc: "Adds `--progress=dot:giga`. The download is the same. The rule is silent on Alpine and BusyBox, whose wget has no such option.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
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
			base := p.Facts.Base(in.Stage)
			if base.Distro == images.Alpine || base.Distro == images.Busybox {
				return
			}
			p.Report(c.Span, "wget writes a line to the build log for every 50 kB. Add `--progress=dot:giga`.",
				&lint.Fix{Safety: lint.Safe, Note: "Writes fewer progress lines.", Edits: []lint.Edit{edit.Insert(c.Words[0].Span.End, " --progress=dot:giga")}, Calls: lint.RewritesWords("wget", c.Words[0].Value, c.Words[0].Value+" --progress=dot:giga")})
		})
	}),
}

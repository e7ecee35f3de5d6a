package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runApkNoCache = &Rule{
	ID:       "run-apk-no-cache",
	Aliases:  []string{"DL3019", "DS-0025"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`apk add` keeps the package index in the layer",
	Doc: "Without `--no-cache` apk stores the index of all packages in the image, or needs an\n" +
		"`apk update` that does. Nobody reads it again. `--no-cache` fetches it, uses it and\n" +
		"leaves nothing behind.",
	FixDoc: "Adds `--no-cache`, and takes out an `apk update` in the same RUN, which then does nothing. The same packages are installed. Nothing is offered where another apk command of the RUN needs the index.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if !p.ships(in.Stage) || keepsOutOfLayer(in, "/var/cache/apk") || keepsOutOfLayer(in, "/etc/apk/cache") || cleansFolder("/var/cache/apk", "apk cache clean")(in.Joined.Text) {
				return
			}
			var first *syntax.PackageCall
			var edits []Edit
			onlyAdds := true
			for _, call := range s.PackageCalls("apk") {
				switch {
				case call.Has("--no-cache", "--no-network", "--cache-dir") || call.MayHaveMoreOptions():
				case call.Verb == "add":
					if first == nil {
						first = call
					}
					onlyAdds = onlyAdds && !call.Has("-U", "--update", "--update-cache")
					edits = append(edits, insert(call.VerbWord.Span.End, " --no-cache"))
				case call.Verb == "update":
					edit, ok := withoutStep(s, call.Command)
					onlyAdds = onlyAdds && ok
					edits = append(edits, edit)
				default:
					onlyAdds = onlyAdds && call.Verb == "del"
				}
			}
			if first == nil {
				return
			}
			var fix *Fix
			if onlyAdds {
				fix = &Fix{Safety: Safe, Note: "Leaves the package index out of the image.", Edits: edits}
			}
			p.Report(first.Command.Span, "The index of all packages stays in this layer and is never read again. Add `--no-cache` to `apk add`; an `apk update` is not needed then.", fix)
		})
	},
}

// withoutStep returns the edit that takes a command and the && behind it out of
// a script, where it is a step that another follows.
func withoutStep(s *syntax.Script, c *syntax.Command) (Edit, bool) {
	for i, step := range s.Steps {
		if step.Command == c && i+1 < len(s.Steps) && s.Steps[i+1].Joint == "&&" && (step.Joint == "" || step.Joint == "&&") {
			return Edit{Span: syntax.Span{Start: step.Span.Start, End: s.Steps[i+1].Span.Start}}, true
		}
	}
	return Edit{}, false
}

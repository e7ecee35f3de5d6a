package rules

import (
	"strconv"

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
	FixDoc: "Adds `--no-cache`, and takes out an `apk update` in the same RUN, which then does nothing. The same packages are installed. What installs from that index in later RUNs gets the option as well. Nothing is offered where another apk command needs the index; where a later RUN runs a script, which may, it is for review.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if !p.ships(in.Stage) || keepsOutOfLayer(in, "/var/cache/apk") || keepsOutOfLayer(in, "/etc/apk/cache") || cleansFolder("/var/cache/apk", "apk cache clean")(in.Joined.Text) {
				return
			}
			var first *syntax.PackageCall
			var edits []Edit
			onlyAdds, updates := true, false
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
					updates = true
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
			if fix != nil && updates {
				fix = p.withoutIndex(fix, in)
			}
			p.Report(first.Command.Span, "The index of all packages stays in this layer and is never read again. Add `--no-cache` to `apk add`; an `apk update` is not needed then.", fix)
		})
	},
}

// withoutIndex returns a fix that takes an index out as one of all that is behind: what
// installs from that index gets its own. nil where something else reads it.
func (p *Pass) withoutIndex(fix *Fix, in *syntax.Instruction) *Fix {
	updated := map[*syntax.Stage]bool{}
	p.laterRuns(in, func(later *syntax.Instruction, s *syntax.Script) {
		for _, call := range s.PackageCalls("apk") {
			switch {
			case fix == nil || updated[later.Stage] || call.Verb == "del" || call.Has("--no-cache"):
			case refreshesIndex(call):
				updated[later.Stage] = true
			case call.Verb == "add" && !call.MayHaveMoreOptions():
				fix.Edits = append(fix.Edits, insert(call.VerbWord.Span.End, " --no-cache"))
			default:
				fix = nil
			}
		}
	})
	if script := p.scriptAfter(in, refreshesIndex); fix != nil && script != nil {
		fix.Safety = Review
		fix.Note += " Line " + strconv.Itoa(script.Line) + " runs a script: look at whether it installs from this index."
	}
	return fix
}

// refreshesIndex reports whether a call of apk fetches the index.
func refreshesIndex(call *syntax.PackageCall) bool {
	return call.Manager == "apk" && (call.Verb == "update" || call.Has("-U", "--update", "--update-cache"))
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

package rules

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runTarAdd = &Rule{
	ID:       "run-tar-add",
	Aliases:  []string{"DL3010"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "an archive is copied, then unpacked",
	Doc: "The archive stays in its layer below what was unpacked from it. `ADD` unpacks local\n" +
		"archives itself, in one layer and without the archive.",
	FixDoc: "None: what else is done with the archive has to go with it.",
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			for i, in := range stage.Instructions {
				if in.Name != "COPY" || in.HasFlag("from") {
					continue
				}
				sources, _, _ := in.Sources()
				for _, source := range sources {
					if archive.MatchString(source.Text) && slices.ContainsFunc(stage.Instructions[i+1:], func(later *syntax.Instruction) bool { return unpacks(later, path.Base(source.Text)) }) {
						p.Report(in.Span, "`"+path.Base(source.Text)+"` stays in this layer, below what a later RUN unpacks from it. `ADD` unpacks it by itself and leaves the archive out.", nil)
					}
				}
			}
		}
	},
}

// archive matches the names of the archives that ADD unpacks.
var archive = regexp.MustCompile(`\.(?:tar|tgz|tbz2?|txz|tar\.(?:gz|bz2|xz|zst)|tzst)$`)

// unpacks reports whether a RUN unpacks an archive.
func unpacks(in *syntax.Instruction, name string) bool {
	if in.Name != "RUN" || in.Script() == nil {
		return false
	}
	for _, c := range in.Script().Commands {
		if c.Program() != "tar" && c.Program() != "bsdtar" {
			continue
		}
		extracts, named := false, false
		for i, w := range c.Words[1:] {
			short := strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--") || i == 0
			extracts = extracts || w.Value == "--extract" || w.Value == "--get" || short && strings.Contains(w.Value, "x")
			named = named || path.Base(w.Value) == name
		}
		if extracts && named {
			return true
		}
	}
	return false
}

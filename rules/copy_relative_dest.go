package rules

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var copyRelativeDest = &Rule{
	ID:       "copy-relative-dest",
	Aliases:  []string{"DL3045"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a relative destination and no WORKDIR",
	Doc: "The destination is relative to the working directory, and this file never says which\n" +
		"that is: the base image decides, `/` for most. A newer base may decide otherwise, and\n" +
		"the program is not where it is looked for.",
	FixDoc: "None: where the files should be only you can say. Write an absolute destination, or a WORKDIR above.",
	Check: func(p *Pass) {
		said := map[*syntax.Stage]bool{}
		for in := range p.triggered() {
			_, dest, ok := in.Sources()
			dest.Text = strings.Trim(dest.Text, `"'`)
			if !ok || said[in.Stage] || in.Stage == nil || path.IsAbs(dest.Text) || strings.ContainsAny(dest.Text, "$:") || strings.HasPrefix(dest.Text, `\\`) || workdirBefore(in) {
				continue
			}
			said[in.Stage] = true // one WORKDIR mends them all
			report := p.Report
			if !p.Base(in.Stage).Known {
				report = p.ReportStrict // an image of your own may well have a WORKDIR
			}
			report(dest.Span, "No WORKDIR says what `"+dest.Text+"` is relative to: the base image decides, and a newer one may decide otherwise. Write an absolute path, or a WORKDIR above.", nil)
		}
	},
}

// workdirBefore reports whether a WORKDIR stands before an instruction, in its
// stage or one that it starts from.
func workdirBefore(in *syntax.Instruction) bool {
	for s := in.Stage; s != nil; s = s.Parent {
		for _, other := range s.Instructions {
			if other.Name == "WORKDIR" && (s != in.Stage || other.Index < in.Index) {
				return true
			}
		}
	}
	return false
}

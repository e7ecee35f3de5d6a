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
	FixDoc: "Writes the absolute path where the base image is a distribution, whose working directory is `/`: the build is the same. Elsewhere nothing is offered: where the files should be only you can say.",
	Safety: Safe,
	Check: func(p *Pass) {
		relative := map[*syntax.Stage][]*syntax.Instruction{}
		for in := range p.triggered() {
			_, dest, ok := in.Sources()
			dest.Text = strings.Trim(dest.Text, `"'`)
			if !ok || in.Stage == nil || path.IsAbs(dest.Text) || strings.ContainsAny(dest.Text, "$:") || strings.HasPrefix(dest.Text, `\\`) || workdirBefore(in) {
				continue
			}
			relative[in.Stage] = append(relative[in.Stage], in)
		}
		for _, stage := range p.File.Stages {
			if len(relative[stage]) == 0 {
				continue
			}
			report := p.Report // once: one WORKDIR mends them all
			if !p.Base(stage).Known {
				report = p.ReportStrict // an image of your own may well have a WORKDIR
			}
			_, dest, _ := relative[stage][0].Sources()
			report(dest.Span, "No WORKDIR says what `"+strings.Trim(dest.Text, `"'`)+"` is relative to: the base image decides, and a newer one may decide otherwise. Write an absolute path, or a WORKDIR above.", p.absoluteDests(relative[stage]))
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

// absoluteDests returns the fix for the instructions of a stage, nil where the
// base image's working directory is not known.
func (p *Pass) absoluteDests(relative []*syntax.Instruction) *Fix {
	fix := &Fix{Safety: Safe, SameBuild: true, Note: "The build is the same."}
	for _, in := range relative {
		_, dest, _ := in.Sources()
		written := p.File.Text(dest.Span)
		if p.File.Instructions[in.Index].Trigger != nil || !operatingSystem(p.Base(in.Stage)) || !plainPath.MatchString(written) {
			return nil
		}
		absolute := path.Join("/", written)
		if strings.HasSuffix(written, "/") && absolute != "/" {
			absolute += "/"
		}
		fix.Edits = append(fix.Edits, Edit{Span: dest.Span, New: absolute})
	}
	return fix
}

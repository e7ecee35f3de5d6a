package copy

import (
	"fmt"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var RelativeDest = &lint.Rule{
	ID:       "copy-relative-dest",
	Aliases:  []string{"DL3045"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a relative destination without a WORKDIR",
	Doc: "The destination is relative to the working directory, and this file never sets one. The\n" +
		"base image decides: usually it's `/`. A newer base may decide otherwise, and then the\n" +
		"program isn't where it's expected.",
	FixDoc: "Writes the absolute path if the base image is a distribution, whose working directory is `/`: the build is the same. For other images there's no fix: only you know where the files should be.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		relative := map[*dockerfile.Stage][]*dockerfile.Instruction{}
		for in := range p.File.Triggered() {
			_, dest, ok := in.Sources()
			dest.Text = strings.Trim(dest.Text, `"'`)
			if !ok || in.Stage == nil || path.IsAbs(dest.Text) || strings.ContainsAny(dest.Text, "$:") || strings.HasPrefix(dest.Text, `\\`) || workdirBefore(in) || in.Stage.Root().Base == "scratch" {
				continue
			}
			relative[in.Stage] = append(relative[in.Stage], in)
		}
		for _, stage := range p.File.Stages {
			report := p.Report
			if !p.Facts.Base(stage).Known {
				report = p.ReportStrict // a private image may well set a WORKDIR
			}
			without := 0
			for _, in := range relative[stage] {
				fix := absoluteDest(p.Facts, p.File, in)
				if fix == nil {
					if without++; without > 1 {
						continue // one WORKDIR fixes them all
					}
				}
				_, dest, _ := in.Sources()
				report(dest.Span, fmt.Sprintf("`%s` is relative to the base image's working directory, which a newer base may change. Write an absolute path, or set a WORKDIR above.", strings.Trim(dest.Text, `"'`)), fix)
			}
		}
	}),
}

// workdirBefore reports whether a WORKDIR comes before an instruction, in its stage or in
// one that it starts from.
func workdirBefore(in *dockerfile.Instruction) bool {
	for s := in.Stage; s != nil; s = s.Parent {
		for _, other := range s.Instructions {
			if in.IsTrigger() && other.Trigger != nil {
				other = other.Trigger // runs before it, in the same build
			}
			if other.Name == "WORKDIR" && (s != in.Stage || other.Index < in.Index) {
				return true
			}
		}
	}
	return false
}

// absoluteDest returns the fix for an instruction, or nil if the base image's working directory isn't
// known.
func absoluteDest(known *facts.Facts, file *dockerfile.File, in *dockerfile.Instruction) *lint.Fix {
	_, dest, _ := in.Sources()
	written := file.Text(dest.Span)
	if in.IsTrigger() || !images.OperatingSystem(known.Base(in.Stage)) || !shell.PlainPath.MatchString(written) {
		return nil
	}
	absolute := path.Join("/", written)
	if strings.HasSuffix(written, "/") && absolute != "/" {
		absolute += "/"
	}
	return &lint.Fix{
		Safety: lint.Safe, SameBuild: true, Note: "Writes the absolute path. The build is the same.",
		Edits: []lint.Edit{{Span: dest.Span, New: absolute}},
	}
}

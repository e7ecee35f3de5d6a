package rules

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var workdirRelative = &Rule{
	ID:       "workdir-relative",
	Aliases:  []string{"DL3000", "DS-0009", "CKV_DOCKER_10"},
	BuildKit: []string{"WorkdirRelativePath"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a relative WORKDIR depends on where the one before, or the base image, stands",
	Doc: "A relative WORKDIR is added to the one before it, and to the base image's when\n" +
		"there is none: when the base image moves its directory, everything lands somewhere\n" +
		"else. An absolute path says where.",
	FixDoc: "Writes the absolute path, when the file or the distribution's image tells what it is relative to. The directory is the same.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, in := range p.File.Instructions {
			if in.Name == "WORKDIR" {
				p.checkWorkdir(in)
			}
		}
	},
}

func (p *Pass) checkWorkdir(in *syntax.Instruction) {
	written := in.Args[0].Text
	dir := strings.Trim(written, `"'`)
	if dir == "" || path.IsAbs(dir) || strings.HasPrefix(dir, "$") || strings.Contains(dir, `\`) || len(dir) > 1 && dir[1] == ':' {
		return
	}
	if strings.HasPrefix(dir, "~") {
		p.Report(in.Span, "`~` is no home here: this makes a folder of that name. Write the absolute path.", nil)
		return
	}
	parent := in.Before.Workdir
	if base := p.Base(in.Stage); parent == "" && in.Stage.Inherited("WORKDIR") == in && operatingSystem(base) && !setsWorkdirEarlier(in) {
		parent = "/" // distributions' images set none
	}
	if parent == "" {
		p.Report(in.Span, "Where this directory is depends on the base image: a new version of it can move all that follows. Write the absolute path.", nil)
		return
	}
	absolute := path.Join(parent, dir)
	p.Report(in.Span, "Where this directory is depends on what stands before it: a change there moves all that follows. Write the absolute path, `"+absolute+"`.",
		&Fix{Safety: Safe, SameBuild: true, Note: "It is the same directory.", Edits: []Edit{{in.Args[0].Span, strings.Replace(written, dir, absolute, 1)}}})
}

// setsWorkdirEarlier reports whether the stage, or one it starts from, has a
// WORKDIR above the instruction.
func setsWorkdirEarlier(in *syntax.Instruction) bool {
	for s := in.Stage; s != nil; s = s.Parent {
		for _, earlier := range s.Instructions {
			if earlier.Name == "WORKDIR" && earlier.Index < in.Index {
				return true
			}
		}
	}
	return false
}

package stage

import (
	"fmt"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var WorkdirRelative = &lint.Rule{
	ID:       "workdir-relative",
	Aliases:  []string{"DL3000", "DS-0009", "CKV_DOCKER_10"},
	BuildKit: []string{"WorkdirRelativePath"},
	Severity: lint.Info,
	Worst:    lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a relative WORKDIR depends on the one before it, or on the base image",
	Doc: "Docker appends a relative WORKDIR to the one before it, or to the base image's if there\n" +
		"is none. If the base image moves its directory, everything ends up somewhere else. An\n" +
		"absolute path says where.",
	FixDoc: "Writes the absolute path, if the file or the distribution's image tells what it's relative to. The directory is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if in.Name == "WORKDIR" {
				checkWorkdir(p, in)
			}
		}
	}),
}

func checkWorkdir(p *lint.DockerfilePass, in *dockerfile.Instruction) {
	written := in.Args[0].Text
	dir := strings.Trim(written, `"'`)
	if dir == "" || path.IsAbs(dir) || strings.HasPrefix(dir, "$") || strings.Contains(dir, `\`) || len(dir) > 1 && dir[1] == ':' {
		return
	}
	if strings.HasPrefix(dir, "~") {
		p.WithSeverity(lint.Warning).Report(in.Span, "`~` isn't a home directory here: this creates a folder of that name. Write the absolute path.", nil)
		return
	}
	parent := in.Before.Workdir
	if base := p.Facts.Base(in.Stage); parent == "" && in.Stage.Inherited("WORKDIR") == in && images.OperatingSystem(base) && !setsWorkdirEarlier(in) {
		parent = "/" // images of distributions set none
	}
	if parent == "" {
		p.Report(in.Span, "A new version of the base image can move this directory and everything after it: the path is relative. Write the absolute path.", nil)
		return
	}
	absolute := path.Join(parent, dir)
	p.Report(in.Span, fmt.Sprintf("A change above can move this directory and everything after it: the path is relative. Write the absolute path, `%s`.", absolute),
		&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Writes the absolute path of the same directory.", Edits: []lint.Edit{{Span: in.Args[0].Span, New: strings.Replace(written, dir, absolute, 1)}}})
}

// setsWorkdirEarlier reports whether the stage, or one it starts from, has a
// WORKDIR above the instruction.
func setsWorkdirEarlier(in *dockerfile.Instruction) bool {
	for s := in.Stage; s != nil; s = s.Parent {
		for _, earlier := range s.Instructions {
			if earlier.Name == "WORKDIR" && earlier.Index < in.Index {
				return true
			}
		}
	}
	return false
}

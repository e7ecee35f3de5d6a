package start

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var VolumeModified = &lint.Rule{
	ID:       "volume-modified",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a folder is changed after its VOLUME",
	Doc: "VOLUME says that a folder's content isn't part of the image. The classic builder, and\n" +
		"some versions of Kaniko, discard what a later RUN does to it; BuildKit keeps it. The\n" +
		"same file gives two different images. Make the change first, then declare the VOLUME.",
	FixDoc: "None: only you know whether other lines depend on the order. Move the VOLUME below the change.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			var volumes []string
			for _, in := range stage.Instructions {
				switch {
				case in.Name == "VOLUME":
					for _, a := range in.Args {
						if name, ok := stage.Expand(a.Text, in); ok && path.IsAbs(name) && path.Clean(name) != "/" {
							volumes = append(volumes, path.Clean(name))
						}
					}
				case in.Name == "RUN" && len(volumes) > 0:
					checkVolume(p, in, volumes)
				}
			}
		}
	}),
}

// changers are programs that change the files they are given.
var changers = []string{"mkdir", "chown", "chmod", "touch", "cp", "mv", "ln", "rm", "install", "chgrp", "rsync"}

func checkVolume(p *lint.DockerfilePass, in *dockerfile.Instruction, volumes []string) {
	s := in.Script()
	if s == nil || s.Tree == nil {
		return
	}
	for _, c := range s.AllCommands() {
		if !slices.Contains(changers, c.Program()) {
			continue
		}
		words := c.Words[1:]
		name := c.Program()
		if slices.Contains([]string{"cp", "ln", "rsync", "install"}, name) && len(words) > 0 {
			words = words[len(words)-1:] // only the destination is written
			if name == "ln" && len(c.Words) < 4 && !path.IsAbs(c.Words[len(c.Words)-2].Value) {
				continue // a link in the current folder
			}
		}
		for _, w := range words {
			for _, v := range volumes {
				if w.Value == v && name != "mkdir" || strings.HasPrefix(w.Value, v+"/") || w.Source == v+"/*" {
					p.Report(c.Span, fmt.Sprintf("The classic builder discards this change and BuildKit keeps it: `%s` is already a VOLUME. Move the change above the VOLUME.", v), nil)
					return
				}
			}
		}
	}
}

package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var volumeModified = &Rule{
	ID:       "volume-modified",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a folder is changed after VOLUME",
	Doc: "VOLUME says that a folder's content is not the image's own. The classic builder, and\n" +
		"Kaniko in some versions, throw away what a later RUN does to it; BuildKit keeps it.\n" +
		"The same file gives two different images. Make the change first and say VOLUME\n" +
		"behind it.",
	FixDoc: "None: whether other lines depend on the order only you can say. Move the VOLUME below the change.",
	Check: func(p *Pass) {
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
					p.checkVolume(in, volumes)
				}
			}
		}
	},
}

// changers are the programs that change the files they are given.
var changers = []string{"mkdir", "chown", "chmod", "touch", "cp", "mv", "ln", "rm", "install", "chgrp", "rsync"}

func (p *Pass) checkVolume(in *syntax.Instruction, volumes []string) {
	s := in.Script()
	if s == nil || s.Tree == nil {
		return
	}
	for _, c := range s.Commands {
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
					p.Report(c.Span, "`"+v+"` is a VOLUME already, so the classic builder throws this change away, while BuildKit keeps it. Make the change above the VOLUME.", nil)
					return
				}
			}
		}
	}
}

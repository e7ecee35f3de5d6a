package rules

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeBuildMissing = &Rule{
	ID:       "compose-build-missing",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a service is built from a folder or a Dockerfile that is not there",
	Doc: "`docker compose build` stops at a context or a Dockerfile that is not in the repository.\n" +
		"Often a folder was renamed, or the Dockerfile of `dockerfile:` is looked for below the\n" +
		"context and lies beside the Compose file.\n\n" +
		"The rule needs the repository, and is silent where nothing but YAML lies beside the file.\n" +
		"Contexts outside of it, with variables, and those that\n" +
		"are fetched are left alone.",
	FixDoc: "None: which folder was meant only you can say.",
	Check: func(p *Pass) {
		if p.Tree == nil || !p.besideCompose() {
			return
		}
		p.services(func(s compose.Service) {
			b := buildOf(s)
			if b.context == "" {
				return
			}
			context := path.Join(path.Dir(p.File.Path), b.context)
			if !fs.ValidPath(context) {
				return
			}
			if p.isMissing(context) {
				p.Report(at(s, "build"), "The folder `"+b.context+"` is not in the repository, so this service cannot be built. Mend the path of its `build`.", nil)
				return
			}
			if file := path.Join(context, b.dockerfile); b.dockerfile != "" && fs.ValidPath(file) && p.isMissing(file) {
				p.Report(at(s, "build"), "There is no `"+b.dockerfile+"` in `"+b.context+"`, so this service cannot be built: `dockerfile` is a path below the context.", nil)
			}
		})
	},
}

// besideCompose reports whether something else than YAML lies beside a Compose file: a
// folder of Compose files alone is no project.
func (p *Pass) besideCompose() bool {
	entries, err := fs.ReadDir(p.Tree, path.Dir(p.File.Path))
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		extension := path.Ext(e.Name())
		return !strings.HasPrefix(e.Name(), ".") && extension != ".yml" && extension != ".yaml"
	})
}

func (p *Pass) isMissing(name string) bool {
	_, err := fs.Stat(p.Tree, name)
	return errors.Is(err, fs.ErrNotExist)
}

// build is what a service is built from: paths as the file has them, "" where there is
// none, or none that can be looked for.
type build struct{ context, dockerfile string }

// buildOf returns what a service is built from.
func buildOf(s compose.Service) build {
	v := s.Get("build")
	b := build{dockerfile: "Dockerfile"}
	switch {
	case v == nil:
		return build{}
	case v.Kind == yaml.Scalar:
		b.context = v.Text
	default:
		b.context = "."
		if c := v.Get("context"); c != nil {
			b.context = c.Text
		}
		if d := v.Get("dockerfile"); d != nil {
			b.dockerfile = d.Text
		}
		if v.Get("dockerfile_inline") != nil {
			b.dockerfile = ""
		}
	}
	if strings.ContainsAny(b.context, "$~") || strings.Contains(b.context, "://") || strings.HasPrefix(b.context, "git@") || path.IsAbs(b.context) || strings.HasSuffix(b.context, ".git") {
		return build{}
	}
	if strings.ContainsAny(b.dockerfile, "$~") || path.IsAbs(b.dockerfile) {
		b.dockerfile = ""
	}
	return b
}

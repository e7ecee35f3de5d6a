package rules

import (
	"errors"
	"fmt"
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
	Summary:  "a service's build folder or Dockerfile doesn't exist",
	Doc: "`docker compose build` fails if the context or the Dockerfile isn't in the repository. Often\n" +
		"a folder was renamed. Or the Dockerfile is beside the Compose file, but Compose looks for\n" +
		"`dockerfile` below the context.\n\n" +
		"The rule needs the repository. It says nothing if the Compose file's folder holds only YAML.\n" +
		"It skips contexts outside the repository, with variables, or fetched from elsewhere.",
	FixDoc: "None: only you can say which folder was meant.",
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
				p.Report(at(s, "build"), fmt.Sprintf(
					"This service can't be built: the folder `%s` isn't in the repository. Fix the path in `build`.", b.context), nil)
				return
			}
			if file := path.Join(context, b.dockerfile); b.dockerfile != "" && fs.ValidPath(file) && p.isMissing(file) {
				p.Report(at(s, "build"), fmt.Sprintf(
					"This service can't be built: there's no `%s` in `%s`. Write `dockerfile` relative to the context.",
					b.dockerfile, b.context), nil)
			}
		})
	},
}

// besideCompose reports whether the Compose file's folder holds more than YAML files. A
// folder with nothing but Compose files isn't a project.
func (p *Pass) besideCompose() bool {
	entries, err := fs.ReadDir(p.Tree, path.Dir(p.File.Path))
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		extension := path.Ext(e.Name())
		return !strings.HasPrefix(e.Name(), ".") && extension != ".yml" && extension != ".yaml"
	})
}

// isMissing reports whether the tree has no file or folder with this name.
func (p *Pass) isMissing(name string) bool {
	_, err := fs.Stat(p.Tree, name)
	return errors.Is(err, fs.ErrNotExist)
}

// build holds a service's build context and Dockerfile as written in the file. A path is
// "" when it is absent or can't be looked up, such as a URL or a variable.
type build struct{ context, dockerfile string }

// buildOf returns the build context and Dockerfile of a service.
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

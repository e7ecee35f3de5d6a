package rules

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

// This file holds what a repository's Dockerfiles and Compose files say about each other.

// composeNames are the file names that Compose looks for.
var composeNames = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}

// builtService is a Compose service in the tree that builds this Dockerfile.
type builtService struct {
	compose.Service
	context string // the build context, relative to the tree's root
}

// runBy returns the services that build this Dockerfile, from the Compose files in its
// folder and the folders above.
func (p *Pass) runBy() []builtService {
	if p.Tree == nil {
		return nil
	}
	return p.around.services.Get(p.File.Path, p.findServices)
}

// findServices is runBy without its cache.
func (p *Pass) findServices() (found []builtService) {
	for dir := path.Dir(p.File.Path); ; dir = path.Dir(dir) {
		for _, name := range composeNames {
			if p.isMissing(path.Join(dir, name)) {
				continue
			}
			text, err := fs.ReadFile(p.Tree, path.Join(dir, name))
			if err != nil {
				continue
			}
			file, ok := kinds.Parse(path.Join(dir, name), text).Model.(*compose.File)
			if !ok {
				continue
			}
			for _, s := range file.Services {
				if b := buildOf(s); b.context != "" && b.dockerfile != "" && path.Join(dir, b.context, b.dockerfile) == path.Clean(p.File.Path) {
					found = append(found, builtService{s, path.Join(dir, b.context)})
				}
			}
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	return found
}

// runFinal returns the services that run the Dockerfile's last stage.
func (p *Pass) runFinal() (services []builtService) {
	for _, s := range p.runBy() {
		if target := s.Get("build", "target"); target == nil || strings.EqualFold(target.Text, p.finalStage().Name) {
			services = append(services, s)
		}
	}
	return services
}

// isGiven reports whether a text uses an ARG whose value comes from a service that builds
// this Dockerfile.
func (p *Pass) isGiven(text string) bool {
	if !strings.Contains(text, "$") {
		return false
	}
	return slices.ContainsFunc(p.runBy(), func(s builtService) bool {
		args := s.Get("build", "args")
		if args == nil {
			return false
		}
		names := args.Strings()
		for _, e := range args.Entries {
			names = append(names, e.Key.Text)
		}
		return slices.ContainsFunc(names, func(name string) bool {
			name, _, _ = strings.Cut(name, "=")
			return regexp.MustCompile(`\$\{?` + regexp.QuoteMeta(name) + `\b`).MatchString(text)
		})
	})
}

// allRunAsUser reports whether every service that runs this Dockerfile's last stage sets a
// user other than root. It returns false if there is no such service.
func (p *Pass) allRunAsUser() bool {
	services := p.runFinal()
	return len(services) > 0 && !slices.ContainsFunc(services, func(s builtService) bool {
		user := s.Get("user")
		if user == nil {
			return true
		}
		name, _, _ := strings.Cut(user.Text, ":")
		return name == "" || name == "root" || name == "0"
	})
}

// allMount reports whether every service that runs this Dockerfile's last stage mounts
// something on a folder or above it. It returns false if there is no such service.
func (p *Pass) allMount(folder string) bool {
	services := p.runFinal()
	return len(services) > 0 && !slices.ContainsFunc(services, func(s builtService) bool {
		return !slices.ContainsFunc(mounts(s.Service), func(m mount) bool {
			return effects.Under(folder, path.Clean(m.target))
		})
	})
}

// builtStage returns the Dockerfile stage that a service runs, nil if the tree doesn't
// show it.
func (p *Pass) builtStage(s compose.Service) *syntax.Stage {
	b := buildOf(s)
	if p.Tree == nil || b.context == "" || b.dockerfile == "" {
		return nil
	}
	name := path.Join(path.Dir(p.File.Path), b.context, b.dockerfile)
	file := p.around.dockerfiles.Get(name, func() *syntax.File {
		if !fs.ValidPath(name) {
			return nil
		}
		text, err := fs.ReadFile(p.Tree, name)
		if err != nil {
			return nil
		}
		return syntax.Parse(name, text)
	})
	if file == nil || file.Err != nil || len(file.Stages) == 0 {
		return nil
	}
	target := s.Get("build", "target")
	if target == nil {
		return file.Stages[len(file.Stages)-1]
	}
	i := slices.IndexFunc(file.Stages, func(stage *syntax.Stage) bool { return strings.EqualFold(stage.Name, target.Text) })
	if i < 0 {
		return nil
	}
	return file.Stages[i]
}

// volumesOf returns the paths that a service's Dockerfile declares as volumes, none if the
// Dockerfile isn't in the tree.
func (p *Pass) volumesOf(s compose.Service) (places []string) {
	for stage := p.builtStage(s); stage != nil; stage = stage.Parent {
		for _, in := range stage.Instructions {
			if in.Name != "VOLUME" {
				continue
			}
			for _, a := range in.Args {
				if path.IsAbs(a.Text) && !strings.Contains(a.Text, "$") {
					places = append(places, path.Clean(a.Text))
				}
			}
		}
	}
	return places
}

package facts

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// This file holds what a repository's Dockerfiles and Compose files say about each other.

// composeNames are the file names that Compose looks for.
var composeNames = []string{"compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"}

// BuiltService is a Compose service in the tree that builds this Dockerfile.
type BuiltService struct {
	compose.Service
	Context string // the build context, relative to the tree's root
}

// Services returns the services that build this Dockerfile, from the Compose files in its
// folder and the folders above.
func (known *Facts) Services(file *dockerfile.File) []BuiltService {
	if known.Tree == nil {
		return nil
	}
	return known.services.Get(file.Path, func() []BuiltService { return known.findServices(file) })
}

// findServices is Services without its memory.
func (known *Facts) findServices(file *dockerfile.File) (found []BuiltService) {
	for dir := path.Dir(file.Path); ; dir = path.Dir(dir) {
		for _, name := range composeNames {
			if known.IsMissing(path.Join(dir, name)) {
				continue
			}
			text, err := fs.ReadFile(known.Tree, path.Join(dir, name))
			if err != nil {
				continue
			}
			for _, s := range compose.ParseFile(path.Join(dir, name), text).Services {
				if b := compose.BuildOf(s); b.Context != "" && b.Dockerfile != "" && path.Join(dir, b.Context, b.Dockerfile) == path.Clean(file.Path) {
					found = append(found, BuiltService{s, path.Join(dir, b.Context)})
				}
			}
		}
		if dir == "." || dir == "/" {
			break
		}
	}
	return found
}

// FinalServices returns the services that run the Dockerfile's last stage.
func (known *Facts) FinalServices(file *dockerfile.File) (services []BuiltService) {
	for _, s := range known.Services(file) {
		if target := s.Get("build", "target"); target == nil || strings.EqualFold(target.Text, file.FinalStage().Name) {
			services = append(services, s)
		}
	}
	return services
}

// IsGiven reports whether a text uses an ARG whose value comes from a service that builds
// this Dockerfile.
func (known *Facts) IsGiven(file *dockerfile.File, text string) bool {
	if !strings.Contains(text, "$") {
		return false
	}
	return slices.ContainsFunc(known.Services(file), func(s BuiltService) bool {
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

// AllRunAsUser reports whether every service that runs this Dockerfile's last stage sets a
// user other than root. It returns false if there is no such service.
func (known *Facts) AllRunAsUser(file *dockerfile.File) bool {
	services := known.FinalServices(file)
	return len(services) > 0 && !slices.ContainsFunc(services, func(s BuiltService) bool {
		user := s.Get("user")
		if user == nil {
			return true
		}
		name, _, _ := strings.Cut(user.Text, ":")
		return name == "" || name == "root" || name == "0"
	})
}

// AllMount reports whether every service that runs this Dockerfile's last stage mounts
// something on a folder or above it. It returns false if there is no such service.
func (known *Facts) AllMount(file *dockerfile.File, folder string) bool {
	services := known.FinalServices(file)
	return len(services) > 0 && !slices.ContainsFunc(services, func(s BuiltService) bool {
		return !slices.ContainsFunc(compose.Mounts(s.Service), func(m compose.Mount) bool {
			return effects.Under(folder, path.Clean(m.Target))
		})
	})
}

// BuiltStage returns the Dockerfile stage that a service runs, nil if the tree doesn't
// show it.
func (known *Facts) BuiltStage(composeFile *compose.File, s compose.Service) *dockerfile.Stage {
	b := compose.BuildOf(s)
	if known.Tree == nil || b.Context == "" || b.Dockerfile == "" {
		return nil
	}
	name := path.Join(path.Dir(composeFile.Path), b.Context, b.Dockerfile)
	file := known.dockerfiles.Get(name, func() *dockerfile.File {
		if !fs.ValidPath(name) {
			return nil
		}
		text, err := fs.ReadFile(known.Tree, name)
		if err != nil {
			return nil
		}
		return dockerfile.Parse(name, text)
	})
	if file == nil || file.Err != nil || len(file.Stages) == 0 {
		return nil
	}
	target := s.Get("build", "target")
	if target == nil {
		return file.Stages[len(file.Stages)-1]
	}
	i := slices.IndexFunc(file.Stages, func(stage *dockerfile.Stage) bool { return strings.EqualFold(stage.Name, target.Text) })
	if i < 0 {
		return nil
	}
	return file.Stages[i]
}

// VolumesOf returns the paths that a service's Dockerfile declares as volumes, none if the
// Dockerfile isn't in the tree.
func (known *Facts) VolumesOf(file *compose.File, s compose.Service) (places []string) {
	for stage := known.BuiltStage(file, s); stage != nil; stage = stage.Parent {
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

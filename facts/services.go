package facts

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// This file holds what a repository's Dockerfiles and Compose files say about each other.

// Services returns the services that build this Dockerfile, from the files that Compose looks for. What
// a file beside them overrides isn't a service of its own.
func (known *Facts) Services(file *dockerfile.File) (services []compose.Service) {
	for _, b := range known.Builds(file) {
		if b.Service != nil && slices.Contains(composeNames, path.Base(b.Path)) {
			services = append(services, *b.Service)
		}
	}
	return services
}

// FinalServices returns the services that run the Dockerfile's last stage.
func (known *Facts) FinalServices(file *dockerfile.File) (services []compose.Service) {
	for _, s := range known.Services(file) {
		if target := s.Get("build", "target"); target == nil || strings.EqualFold(target.Text, file.FinalStage().Name) {
			services = append(services, s)
		}
	}
	return services
}

// IsGiven reports whether a build of this Dockerfile gives one of some ARGs.
func (known *Facts) IsGiven(file *dockerfile.File, names ...string) bool {
	return len(names) > 0 && slices.ContainsFunc(known.Builds(file), func(b Build) bool { return b.gives(names) })
}

// AllRunAsUser reports whether every service that runs this Dockerfile's last stage sets a
// user other than root. It returns false if there is no such service.
func (known *Facts) AllRunAsUser(file *dockerfile.File) bool {
	services := known.FinalServices(file)
	return len(services) > 0 && !slices.ContainsFunc(services, func(s compose.Service) bool {
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
	return len(services) > 0 && !slices.ContainsFunc(services, func(s compose.Service) bool {
		return !slices.ContainsFunc(compose.Mounts(s), func(m compose.Mount) bool {
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

// AllGive reports whether every build of this Dockerfile gives one of some ARGs. It returns false if there
// is no such build.
func (known *Facts) AllGive(file *dockerfile.File, names ...string) bool {
	builds := known.Builds(file)
	return len(builds) > 0 && !slices.ContainsFunc(builds, func(b Build) bool { return !b.gives(names) })
}

// gives reports whether the build gives one of some ARGs.
func (b Build) gives(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		_, given := b.Args[name]
		return given
	})
}

// IsPinned reports whether the builds of this Dockerfile that give an ARG give it a value that the
// repository's files write out, which changes only when they do. It returns false if none gives it.
func (known *Facts) IsPinned(file *dockerfile.File, name string) bool {
	pinned := false
	for _, b := range known.Builds(file) {
		if value, given := b.Args[name]; given {
			if strings.Contains(value, "$") {
				return false
			}
			pinned = true
		}
	}
	return pinned
}

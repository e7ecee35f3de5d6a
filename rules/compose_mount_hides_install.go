package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeMountHidesInstall = &Rule{
	ID:       "compose-mount-hides-install",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a folder of the host hides the packages that the image installed",
	Doc: "`.:/app` puts the host's folder in the place of the image's. What the Dockerfile installed\n" +
		"there is hidden: the program runs with whatever packages somebody installed on the host by\n" +
		"hand, for another system perhaps, or does not start at all. Instances differ, and nothing\n" +
		"says why. A volume on the folder of the packages brings those of the image back.\n\n" +
		"The rule needs the service's Dockerfile, and knows `node_modules` of npm, yarn and pnpm,\n" +
		"`vendor` of Composer and `.venv` of uv. It is silent where the service, or a script that it\n" +
		"starts with, may install them itself.",
	FixDoc: "Adds a volume without a name on the folder of the packages. It is filled from the image once: after a change of the manifest `docker compose up --build --renew-anon-volumes` fills it anew.",
	Safety: Review,
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			stage := p.builtStage(s)
			if stage == nil || mayInstallAtStart(s, stage) {
				return
			}
			for _, m := range mounts(s) {
				target := path.Clean(m.target)
				if !m.isBind() || !path.IsAbs(target) {
					continue
				}
				for _, folder := range installed(stage) {
					if !effects.Under(folder, target) || mountedBetween(s, target, folder) {
						continue
					}
					p.Report(itemSpan(s, "volumes", m.value), "This folder of the host hides `"+folder+"`, which the image installed: the service runs with whatever packages the host has there, or with none. Put a volume on `"+folder+"`.", p.unhide(s, folder))
					return
				}
			}
		})
	},
}

// mountedBetween reports whether a service has another mount on a folder, or above it
// but below one that is mounted.
func mountedBetween(s compose.Service, mounted, folder string) bool {
	return slices.ContainsFunc(mounts(s), func(m mount) bool {
		target := path.Clean(m.target)
		return strings.Contains(m.target, "$") || target != mounted && effects.Under(target, mounted) && effects.Under(folder, target)
	})
}

// mayInstallAtStart reports whether what a service starts with may install packages: a
// command that does, or a script, of which nothing is known.
func mayInstallAtStart(s compose.Service, stage *syntax.Stage) bool {
	start := strings.Join(append(s.Get("command").Strings(), s.Get("entrypoint").Strings()...), " ")
	for _, name := range []string{"CMD", "ENTRYPOINT"} {
		for s := stage; s != nil; s = s.Parent {
			if in := s.Last(name); in != nil {
				start += " " + in.Joined.Text
			}
		}
	}
	return installsAtStart.MatchString(start) || strings.Contains(start, ".sh") || strings.Contains(start, "entrypoint")
}

// installed returns the folders beside a program's source that a stage, or one that it
// is made from, installs packages in.
func installed(stage *syntax.Stage) (folders []string) {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "RUN" || !path.IsAbs(in.Before.Workdir) || in.Script() == nil || slices.ContainsFunc(in.Script().Commands, func(c *syntax.Command) bool { return c.Program() == "cd" }) {
				continue
			}
			for _, c := range in.Script().Commands {
				if name := packagesBeside(c); name != "" {
					folders = append(folders, path.Join(in.Before.Workdir, name))
				}
			}
		}
	}
	return folders
}

// packagesBeside returns the folder below the working directory that a command installs
// a project's packages in, "" for none.
func packagesBeside(c *syntax.Command) string {
	values := c.Values()
	switch call := c.Package(); {
	case len(values) > 1 && values[0] == "composer" && (values[1] == "install" || values[1] == "update"):
		return "vendor"
	case len(values) > 1 && values[0] == "uv" && values[1] == "sync":
		return ".venv"
	case call == nil || !call.Installs() || call.Has("-g", "--global", "--location", "--prefix", "-C", "--cwd", "--dir") || slices.Contains(call.PackageNames(), "global"):
		return ""
	case slices.Contains([]string{"npm", "yarn", "pnpm"}, call.Manager):
		return "node_modules"
	}
	return ""
}

// unhide returns the fix that puts a volume on a folder, nil where the file's layout does
// not tell how.
func (p *Pass) unhide(s compose.Service, folder string) *Fix {
	edit, ok := p.appendItem(s.Get("volumes"), folder)
	if s.Shared || !ok {
		return nil
	}
	return &Fix{
		Safety: Review,
		Note:   "The volume is filled from the image once: after a change of the manifest `docker compose up --build --renew-anon-volumes` fills it anew.",
		Edits:  []Edit{edit}, Places: []string{"services." + s.Name + ".volumes"},
	}
}

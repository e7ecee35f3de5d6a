package compose

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var MountHidesInstall = &lint.Rule{
	ID:       "compose-mount-hides-install",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a folder of the host hides the packages that the image installed",
	Doc: "`.:/app` replaces the image's folder with the host's and hides what the Dockerfile installed\n" +
		"there. The program then runs with whatever packages the host has, perhaps built for another\n" +
		"system, or doesn't start at all. Instances differ, and nothing says why. A volume on the\n" +
		"package folder brings the image's packages back.\n\n" +
		"The rule needs the service's Dockerfile. It knows `node_modules` of npm, yarn and pnpm,\n" +
		"`vendor` of Composer and `.venv` of uv. It says nothing if the service, or a script that it\n" +
		"starts with, may install the packages itself.",
	FixDoc: "Adds an unnamed volume on the package folder, filled from the image only once. After dependencies change, refill it with `docker compose up --build --renew-anon-volumes`.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			stage := p.Facts.BuiltStage(p.File, s)
			if stage == nil || mayInstallAtStart(s, stage) {
				return
			}
			for _, m := range compose.Mounts(s) {
				target := path.Clean(m.Target)
				if !m.IsBind() || !path.IsAbs(target) {
					continue
				}
				for _, folder := range installed(stage) {
					if !effects.Under(folder, target) || mountedBetween(s, target, folder) {
						continue
					}
					p.Report(compose.ItemSpan(s, "volumes", m.Value), fmt.Sprintf(
						"This mount hides the image's `%s`, so the service runs with the host's packages or none. Add a volume on `%s`.",
						folder, folder), unhide(p.File, s, folder))
					return
				}
			}
		})
	}),
}

// mountedBetween reports whether a service has another mount on a folder, or on one between
// it and the mounted folder above it.
func mountedBetween(s compose.Service, mounted, folder string) bool {
	return slices.ContainsFunc(compose.Mounts(s), func(m compose.Mount) bool {
		target := path.Clean(m.Target)
		return strings.Contains(m.Target, "$") || target != mounted && effects.Under(target, mounted) && effects.Under(folder, target)
	})
}

// mayInstallAtStart reports whether a service's start may install packages. An install
// command does, and a script may, since the rule doesn't read it.
func mayInstallAtStart(s compose.Service, stage *dockerfile.Stage) bool {
	scripts := []*shell.Script{startScript(s.Get("command")), startScript(s.Get("entrypoint"))}
	for _, name := range []string{"CMD", "ENTRYPOINT"} {
		for s := stage; s != nil; s = s.Parent {
			in := s.Last(name)
			if in == nil {
				continue
			}
			if in.HasWord(scriptName) {
				return true
			}
			if script := dockerfile.StartScript(in); script != nil {
				scripts = append(scripts, script)
				continue
			}
			for _, words := range dockerfile.StartWords(in) {
				scripts = append(scripts, shell.ParseText([]byte(strings.Join(words, " "))))
			}
		}
	}
	return slices.ContainsFunc(scripts, func(s *shell.Script) bool {
		return slices.ContainsFunc(s.AllCommands(), func(c *shell.Command) bool {
			return effects.InstallCommand(c) != "" || slices.ContainsFunc(c.Words, func(w shell.Word) bool { return scriptName.MatchString(w.Source) })
		})
	})
}

// scriptName matches the names of scripts that a container starts with.
var scriptName = regexp.MustCompile(`\.sh|entrypoint`)

// installed returns the folders beside a program's source where a stage or its parents
// install packages.
func installed(stage *dockerfile.Stage) (folders []string) {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "RUN" || !path.IsAbs(in.Before.Workdir) || in.Script() == nil || slices.ContainsFunc(in.Script().Commands, func(c *shell.Command) bool { return c.Program() == "cd" }) {
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

// packagesBeside returns the folder below the working directory where a command installs a
// project's packages, "" for none.
func packagesBeside(c *shell.Command) string {
	switch call := c.Package(); {
	case call == nil || call.Has("-g", "--global", "--location", "--prefix", "-C", "--cwd", "--dir"):
		return ""
	case call.Manager == "composer" && (call.Verb == "install" || call.Verb == "update"):
		return "vendor"
	case call.Manager == "uv" && call.Verb == "sync":
		return ".venv"
	case !call.Installs() || call.Verb == "global add":
		return ""
	case slices.Contains([]string{"npm", "yarn", "pnpm"}, call.Manager):
		return "node_modules"
	}
	return ""
}

// unhide returns the fix that adds a volume on a folder. It returns nil if the file's
// layout doesn't show where to write it.
func unhide(file *compose.File, s compose.Service, folder string) *lint.Fix {
	edit, ok := appendItem(file, s.Get("volumes"), folder)
	if s.Shared || !ok {
		return nil
	}
	return &lint.Fix{
		Safety: lint.Review,
		Note:   "Adds a volume that is filled from the image only once. After dependencies change, refill it with `docker compose up --build --renew-anon-volumes`.",
		Edits:  []lint.Edit{edit}, Places: []string{"services." + s.Name + ".volumes"},
	}
}

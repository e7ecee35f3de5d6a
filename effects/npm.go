package effects

import (
	"io/fs"
	"path"
	"slices"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// npm is for JavaScript packages.
var npm = family{
	programs:  []string{"npm", "yarn", "pnpm"},
	inWorkdir: true,
	anywhere: func(c *shell.Command) bool {
		return slices.ContainsFunc(c.Values(), func(v string) bool { return v == "-g" || v == "--global" })
	},
	effect: func(c *call) Effect {
		p := c.Package()
		names := []string{"NPM_*", "npm_*", "NODE_*", "YARN_*", "PNPM_*", "COREPACK_*", "CI"}
		switch {
		case p == nil || p.Has("--prefix", "-C", "--cwd", "--dir", "--filter", "-F", "-w", "--workspace", "-r", "--recursive"):
			return unknown("`" + c.Program() + "` in another folder")
		case p.Cleans() || slices.Contains([]string{"config", "set", "cache"}, p.Verb):
			e := c.languagePackages(names)
			e.Class = Files
			return e
		case !p.Installs():
			return unknown("`" + c.Program() + " " + p.Verb + "`, which may read and write anything")
		}
		e := c.languagePackages(names, "/usr/local", "/usr/lib/node_modules", "/usr/bin")
		if p.Has("-g", "--global", "--location") && len(p.Packages) > 0 || p.Verb == "global add" {
			c.localPackages(&e)
			return e
		}
		dir := orRoot(c.dir)
		for _, name := range []string{"node_modules", ".yarn", ".pnp.cjs", ".pnp.loader.mjs", ".pnpm-store"} {
			e.Writes = append(e.Writes, below(path.Join(dir, name))...)
		}
		locks := map[string][]string{"npm": {"package-lock.json", "npm-shrinkwrap.json"}, "yarn": {"yarn.lock"}, "pnpm": {"pnpm-lock.yaml"}}[p.Manager]
		more := NamesMore
		if p.Has("--ignore-scripts") {
			more = func(_ string, text []byte) bool { return packageNames(text, false) }
		}
		c.reads(&e, more, "package.json")
		c.workspaces(&e, more)
		for _, name := range []string{"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"} {
			e.Reads = append(e.Reads, exactly(path.Join(dir, name))...)
		}
		for _, name := range []string{".npmrc", ".yarnrc", ".yarnrc.yml", "pnpm-workspace.yaml", ".pnpmfile.cjs"} {
			if e.Reads = append(e.Reads, exactly(path.Join(dir, name))...); c.inContext(name) {
				c.reads(&e, NamesMore, name)
			}
		}
		e.Reads = append(e.Reads, c.above("package.json", "pnpm-workspace.yaml", ".npmrc", ".yarnrc.yml")...)
		e.Reads = append(e.Reads, exactly(path.Join(dir, "schema.prisma"))...)
		for _, name := range []string{"patches", ".yarn", "prisma"} { // Prisma generates its client from its schema
			e.Reads = append(e.Reads, below(path.Join(dir, name))...)
		}
		if p.Manager == "yarn" && len(p.Packages) == 0 && c.inContext("yarn.lock") {
			e.Assumes = append(e.Assumes, "that `yarn.lock` is up to date")
			return e
		}
		if p.Verb != "ci" && !p.Has("--frozen-lockfile", "--immutable", "--no-lockfile", "--no-package-lock", "--pure-lockfile") {
			for _, name := range locks {
				e.Writes = append(e.Writes, exactly(path.Join(dir, name))...)
			}
		}
		if len(p.Packages) > 0 {
			e.Writes = append(e.Writes, exactly(path.Join(dir, "package.json"))...)
			c.localPackages(&e)
		}
		return e
	},
}

// workspaces adds the manifests of the workspaces of the package in the working directory, and the
// folders where their dependencies are installed.
func (c *call) workspaces(e *Effect, more func(string, []byte) bool) {
	if c.context == nil {
		return
	}
	dir := orRoot(c.dir)
	manifests, known := Workspaces(c.context, path.Dir(c.source(path.Join(dir, "package.json"))))
	if !known {
		e.Reads, e.Writes = append(e.Reads, below(dir)...), append(e.Writes, below(dir)...)
		return
	}
	c.reads(e, more, manifests...)
	for _, m := range manifests {
		e.Writes = append(e.Writes, below(path.Join(dir, path.Dir(m), "node_modules"))...)
	}
}

// above returns files of these names in the folders above the working directory, where a tool looks for
// the workspace that its project is a member of.
func (c *call) above(names ...string) (places []Place) {
	for dir := path.Dir(orRoot(c.dir)); dir != "/" && dir != "."; dir = path.Dir(dir) {
		for _, name := range names {
			places = append(places, exactly(path.Join(dir, name))...)
		}
	}
	return places
}

// inContext reports whether a file in the working directory comes from the build context.
func (c *call) inContext(name string) bool {
	if c.context == nil {
		return false
	}
	_, err := fs.Stat(c.context, c.source(path.Join(c.dir, name)))
	return err == nil
}

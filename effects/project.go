package effects

import (
	"path"
	"slices"
)

// project is for Python project managers. They install the project itself unless told not to.
var project = family{
	programs:  []string{"poetry", "uv", "pipenv", "pdm"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		words, ok := literal(c.Words)
		if !ok || len(words) < 2 {
			return unknown("`" + c.Program() + "`")
		}
		names := []string{"PIP_*", "PYTHON*", "VIRTUAL_ENV", "POETRY_*", "UV_*", "PIPENV_*", "PDM_*"}
		whole := func() Effect { return c.inFolder(Language, names, c.pythons()...) }
		manifests := func(files ...string) Effect { // the manifest, its lock, others
			e := c.languagePackages(names, append(c.pythons(), path.Join(orRoot(c.dir), ".venv"), path.Join(orRoot(c.dir), ".pdm-python"))...)
			c.reads(&e, NamesMore, files[0])
			e.Reads = append(e.Reads, c.above(files[0])...)
			for _, lock := range files[1:] {
				e.Reads = append(e.Reads, exactly(path.Join(orRoot(c.dir), lock))...)
			}
			return e
		}
		switch verb := words[1]; {
		case c.Program() == "poetry" && verb == "config":
			e := c.languagePackages(names)
			e.Class = Files
			e.Writes = append(e.Writes, exactly(path.Join(orRoot(c.dir), "poetry.toml"))...)
			return e
		case c.Program() == "poetry" && (verb == "install" || verb == "sync"):
			if c.has("--no-root") || c.has("--no-directory") {
				e := manifests("pyproject.toml", "poetry.lock", "poetry.toml")
				c.makesLock(&e, "poetry.lock")
				return e
			}
			return whole()
		case c.Program() == "uv" && verb == "sync":
			if !c.has("--no-install-project", "--no-install-workspace") {
				return whole()
			}
			e := manifests("pyproject.toml", "uv.lock", "uv.toml", ".python-version")
			if !c.has("--frozen", "--locked") {
				e.Writes = append(e.Writes, exactly(path.Join(orRoot(c.dir), "uv.lock"))...)
			}
			return e
		case c.Program() == "pipenv" && (verb == "install" || verb == "sync"):
			if slices.Contains(words, "--deploy") || verb == "sync" {
				return manifests("Pipfile", "Pipfile.lock")
			}
			return whole()
		case verb == "install" || verb == "sync" || verb == "pip":
			return whole()
		}
		return unknown("`" + c.Program() + " " + words[1] + "`")
	},
}

// makesLock adds the lock file that an install writes where there is none yet.
func (c *call) makesLock(e *Effect, name string) {
	if !c.inContext(name) {
		e.Writes = append(e.Writes, exactly(path.Join(orRoot(c.dir), name))...)
	}
}

package dockerfile

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// dockerfileName matches the names that Dockerfiles have: Dockerfile or
// Containerfile, either with something before or behind it; in lower case.
var dockerfileName = regexp.MustCompile(`^(?:(?:docker|container)file(?:[._-].+)?|.+\.(?:docker|container)file)$`)

// otherKinds are endings of files that are about a Dockerfile and are none:
// templates, ignore files, leftovers and texts.
var otherKinds = []string{
	".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".gotmpl", ".in", ".erb", ".ejs", ".hbs", ".mustache", ".m4",
	".dockerignore", ".containerignore", ".bak", ".orig", ".rej", ".swp", ".old", ".md", ".rst", ".txt", ".html", ".json", ".yml", ".yaml", ".toml",
	".lock", ".sh", ".py", ".go", ".js", ".ts", ".rb", ".diff", ".patch", ".png", ".svg", ".gz", ".zip",
}

// Is reports whether a file of this path is taken for a Dockerfile.
func Is(name string) bool {
	base := strings.ToLower(path.Base(name))
	return dockerfileName.MatchString(base) && !slices.ContainsFunc(otherKinds, func(ending string) bool { return strings.HasSuffix(base, ending) })
}

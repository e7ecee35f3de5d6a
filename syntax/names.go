package syntax

import (
	"path"
	"regexp"
	"strings"
)

// dockerfileName matches the names that Dockerfiles have: Dockerfile or
// Containerfile, either with something before or behind it.
var dockerfileName = regexp.MustCompile(`(?i)^(?:(?:docker|container)file(?:[._-].+)?|.+\.(?:docker|container)file)$`)

// otherKinds are endings of files that are about a Dockerfile and are none:
// templates, ignore files, leftovers and texts.
var otherKinds = []string{
	".j2", ".jinja", ".jinja2", ".tmpl", ".tpl", ".template", ".gotmpl", ".in", ".erb", ".ejs", ".hbs", ".mustache", ".m4",
	".dockerignore", ".containerignore", ".bak", ".orig", ".rej", ".swp", ".old", ".md", ".rst", ".txt", ".html", ".json", ".yml", ".yaml", ".toml",
	".lock", ".sh", ".py", ".go", ".js", ".ts", ".rb", ".diff", ".patch", ".png", ".svg", ".gz", ".zip",
}

// IsDockerfile reports whether a file of this path is taken for a Dockerfile.
func IsDockerfile(name string) bool {
	base := path.Base(name)
	if !dockerfileName.MatchString(base) {
		return false
	}
	for _, ending := range otherKinds {
		if strings.HasSuffix(strings.ToLower(base), ending) {
			return false
		}
	}
	return true
}

package effects

import (
	"encoding/json"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// maxWorkspaces is how many workspaces a package may have before we treat them as unknown.
const maxWorkspaces = 40

// Workspaces returns the manifests of the workspaces that a package.json, or the
// pnpm-workspace.yaml next to it, names. folder is their folder in the build context, and the
// results are relative to it. known is false if we can't tell which these are. A package without
// workspaces gives none and true.
func Workspaces(context *Context, folder string) (manifests []string, known bool) {
	patterns, known := workspacePatterns(context, folder)
	for _, pattern := range patterns {
		if strings.HasPrefix(pattern, "!") || strings.Contains(pattern, "**") || !fs.ValidPath(path.Clean(strings.TrimPrefix(pattern, "./"))) {
			return nil, false
		}
		found, err := fs.Glob(context, path.Join(folder, pattern, "package.json"))
		if err != nil || len(manifests)+len(found) > maxWorkspaces {
			return nil, false
		}
		for _, f := range found {
			if f = strings.TrimPrefix(strings.TrimPrefix(f, folder), "/"); !slices.Contains(manifests, f) {
				manifests = append(manifests, f)
			}
		}
	}
	return manifests, known && (len(patterns) == 0 || len(manifests) > 0)
}

// workspacePatterns returns the patterns for the folders of a package's workspaces.
func workspacePatterns(context *Context, folder string) (patterns []string, known bool) {
	if text, err := fs.ReadFile(context, path.Join(folder, "pnpm-workspace.yaml")); err == nil {
		var w struct{ Packages []string }
		err := yaml.Unmarshal(text, &w)
		return w.Packages, err == nil && len(w.Packages) > 0
	}
	text, err := fs.ReadFile(context, path.Join(folder, "package.json"))
	if err != nil {
		return nil, true
	}
	var list struct{ Workspaces []string }
	if json.Unmarshal(text, &list) == nil {
		return list.Workspaces, true
	}
	var object struct{ Workspaces struct{ Packages []string } }
	err = json.Unmarshal(text, &object)
	return object.Workspaces.Packages, err == nil
}

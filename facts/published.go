package facts

import (
	"cmp"
	"encoding/json"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

// This file holds which images a repository makes itself: what it builds, tags and pushes.

// PublishesImage reports whether the repository builds, tags or pushes an image of this name, in
// whatever version: a Compose service with `build`, a `docker build` in a script, a workflow's
// action, a bake file. Then its own commits decide what the name means, no stranger's release.
// It returns false if there is no tree.
func (known *Facts) PublishesImage(name string) bool {
	if known.Tree == nil {
		return false
	}
	repository := repositoryOf(name)
	return repository != "" && known.remember("published", known.findPublished).(map[string]bool)[repository]
}

// repositoryOf returns an image's name without tag and digest, as the registry calls it: `nginx`
// is docker.io/library/nginx. It returns "" where a variable hides the name.
func repositoryOf(name string) string {
	name, _, _ = strings.Cut(strings.TrimSpace(name), "@")
	folder := strings.LastIndex(name, "/") + 1
	last, _, _ := strings.Cut(name[folder:], ":")
	name = name[:folder] + last
	if strings.ContainsAny(name, "$`{") {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, "docker.io/"), "library/")
}

// Limits of the search: the folders and files of the tree that are listed, the files that are read,
// and the bytes of each.
const (
	maxListed    = 20_000
	maxPublished = 48
	maxPublisher = 128 << 10
)

// findPublished returns the repositories of the images that the tree's files make.
func (known *Facts) findPublished() any {
	found := map[string]bool{}
	for _, p := range known.publishers() {
		text, err := fs.ReadFile(known.Tree, p)
		if err != nil || len(text) > maxPublisher {
			continue
		}
		for _, name := range publishedBy(p, text) {
			if repository := repositoryOf(name); repository != "" {
				found[repository] = true
			}
		}
	}
	return found
}

// publishers returns the files of the tree that may make images, those that most often do first.
func (known *Facts) publishers() (files []string) {
	listed := 0
	_ = fs.WalkDir(known.Tree, ".", func(name string, entry fs.DirEntry, err error) error {
		listed++
		switch {
		case listed > maxListed:
			return fs.SkipAll
		case err != nil && entry != nil && entry.IsDir():
			return fs.SkipDir
		case err != nil:
			return nil
		case entry.IsDir() && slices.Contains([]string{".git", "node_modules", "vendor"}, entry.Name()):
			return fs.SkipDir
		case entry.Type().IsRegular() && publisherRank(name) > 0:
			files = append(files, name)
		}
		return nil
	})
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Or(cmp.Compare(publisherRank(a), publisherRank(b)), cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")))
	})
	return files[:min(maxPublished, len(files))]
}

// publisherRank orders files by how likely they make images, 1 first; 0 is for those that don't.
func publisherRank(name string) int {
	if isBake(name) {
		return 1
	}
	kind, ok := kinds.Of(name)
	if !ok {
		return 0
	}
	return 1 + slices.Index([]syntax.Kind{syntax.Workflow, syntax.Compose, syntax.Makefile, syntax.ShellScript}, kind)
}

// isBake reports whether a file is one that `docker buildx bake` looks for.
// https://docs.docker.com/build/bake/introduction/
func isBake(name string) bool {
	return slices.Contains([]string{"docker-bake.json", "docker-bake.override.json", "docker-bake.hcl", "docker-bake.override.hcl"}, path.Base(name))
}

// publishedBy returns the names of images that a file makes.
func publishedBy(name string, text []byte) (names []string) {
	if isBake(name) {
		return bakeTags(name, text)
	}
	file := kinds.Parse(name, text)
	switch f := file.(type) {
	case *compose.File:
		return f.BuiltImages()
	case shell.Holder:
		for _, s := range f.Scripts() {
			for _, c := range s.AllCommands() {
				names = append(names, commandTags(c)...)
			}
		}
	}
	if file.Kind() == syntax.Workflow {
		for action, input := range map[string]string{"docker/build-push-action": "tags", "docker/metadata-action": "images"} {
			for _, with := range workflow.Inputs(file, action) {
				if v := with.Get(input); v != nil {
					names = append(names, strings.FieldsFunc(v.Text, func(r rune) bool { return r == ',' || r == '\n' })...)
				}
			}
		}
	}
	return names
}

// commandTags returns the names of images that a call of docker, podman or buildah makes: the tags
// of a build, what a tag names, what a push sends.
func commandTags(c *shell.Command) (names []string) {
	if !slices.Contains([]string{"docker", "podman", "buildah"}, c.Program()) {
		return nil
	}
	words := c.Words[1:]
	for len(words) > 0 && slices.Contains([]string{"buildx", "image", "builder"}, words[0].Value) {
		words = words[1:]
	}
	if len(words) == 0 {
		return nil
	}
	verb, words := words[0].Value, words[1:]
	switch verb {
	case "build", "bud":
		for i, w := range words {
			option, value, inOne := strings.Cut(w.Source, "=")
			switch {
			case option != "-t" && option != "--tag":
			case inOne:
				names = append(names, value)
			case i+1 < len(words):
				names = append(names, words[i+1].Source)
			}
		}
	case "tag", "push":
		if len(words) > 0 {
			names = append(names, words[len(words)-1].Source)
		}
	}
	for i := range names {
		names[i] = strings.Trim(names[i], `"'`)
	}
	return names
}

// bakeTags returns the tags of a bake file's targets.
func bakeTags(name string, text []byte) (names []string) {
	if path.Ext(name) == ".json" {
		var file struct {
			Target map[string]struct{ Tags []string }
		}
		if json.Unmarshal(text, &file) == nil {
			for _, target := range file.Target {
				names = append(names, target.Tags...)
			}
		}
		return names
	}
	for _, list := range hclTags.FindAllSubmatch(text, -1) {
		for _, tag := range quoted.FindAllSubmatch(list[1], -1) {
			names = append(names, string(tag[1]))
		}
	}
	return names
}

var (
	// hclTags matches a list of tags in HCL. Its group is what stands between the brackets.
	hclTags = regexp.MustCompile(`(?m)^\s*tags\s*=\s*\[([^\]]*)\]`)
	quoted  = regexp.MustCompile(`"([^"]*)"`)
)

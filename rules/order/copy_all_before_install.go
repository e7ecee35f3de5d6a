package order

import (
	"fmt"
	"path"
	"slices"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var CopyAllBeforeInstall = &lint.Rule{
	ID:       "copy-all-before-install",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`COPY . .` before the install: any file change reinstalls everything",
	Doc: "Docker reuses a layer as long as nothing above it has changed, and `COPY . .` changes\n" +
		"with every file of the repository, even the README. Each such change reruns an install\n" +
		"below it. If the manifests are copied first, only a change to them does. The same holds for\n" +
		"a COPY of a folder that has the manifest.\n\n" +
		"Some commands need the whole project: `uv sync`, `poetry install`, `pip install .`,\n" +
		"`composer install`, `go build`, `mvn package`. They have a first half that needs only the\n" +
		"manifests, such as `uv sync --no-install-project` or `go mod download`. In a layer of its own\n" +
		"above the COPY it keeps the dependencies; the command below finds them and adds the project.\n" +
		"The rule reports these only if the repository shows that the project has dependencies.\n" +
		"Cargo has no such half. The rule shows how a small program in place of the real one builds the\n" +
		"dependencies; [cargo-chef](https://github.com/LukeMathWalker/cargo-chef) does the same for any\n" +
		"project. A build that keeps its downloads in a cache mount isn't reported.",
	FixDoc:   "Copies the manifests that are in the repository, runs the install, then copies the rest. A RUN that also does what needs the code is divided. What stands in between stays above the install, unless it needs the code too. Offered only if the [build context](../build-context.md) is known and has the manifests, these name nothing local that the install would miss, and the install writes no file that the repository has: `npm install` may change a lock file, `npm ci` doesn't.",
	Safety:   lint.Review,
	Rebuilds: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			checkStage(p, stage)
		}
	}),
}

// checkStage reports the COPYs of whole folders above installs. Of the installs below a COPY, only the
// first is reported.
func checkStage(p *lint.DockerfilePass, stage *dockerfile.Stage) {
	var copies []copiedFolder // the last one first
	for _, in := range stage.Instructions {
		switch c, ok := folderCopied(in); {
		case ok:
			copies = slices.Insert(copies, 0, c)
		case in.Name != "RUN" || len(copies) == 0:
		default:
			if installs := effects.DependencyInstalls(in); len(installs) > 0 {
				checkInstall(p, copies, in, installs)
				copies = nil
			} else if projects := effects.ProjectInstalls(in); len(projects) > 0 && checkProject(p, copies, in, projects[0]) {
				copies = nil
			}
		}
	}
}

// checkInstall reports the COPY that brings what an install reads, among other files.
func checkInstall(p *lint.DockerfilePass, copies []copiedFolder, in *dockerfile.Instruction, installs []effects.DependencyInstall) {
	for _, c := range copies {
		e, known := newEarly(p.Facts, p.File, c, in, installs)
		if c.source != "." && (!known || len(e.manifests) == 0) {
			continue // another COPY may bring the manifest
		}
		var fix *lint.Fix
		if known {
			fix = e.fixOfInstall(installs)
		}
		advice := "Copy the manifest first, install, then copy the rest."
		switch copied := manifestsCopiedBefore(c.in, installs); {
		case copied && fix == nil:
			return // the install may need more
		case copied && len(e.missing) == 0:
			advice = "It reads only what is copied above. Move this COPY below it."
		}
		p.About(installRerun).Report(c.in.Span, fmt.Sprintf("Any file change in %s reruns the %s install on line %d. %s", c.name(p), installs[0].Call.Manager, in.Line, advice), fix)
		return
	}
}

// checkProject reports the COPY that brings a project whose dependencies could be installed before, and
// whether there is one.
func checkProject(p *lint.DockerfilePass, copies []copiedFolder, in *dockerfile.Instruction, project effects.ProjectInstall) bool {
	if cachesDownloads(in) {
		return false
	}
	for _, c := range copies {
		folder, inside := c.sourceOf(in)
		if !inside || hasDependencies(p.File, c.in, in, project) {
			continue
		}
		a, ok := project.Ahead(func(name string) []byte { return p.Facts.ReadInContext(p.File, path.Join(folder, name)) })
		if !ok {
			continue
		}
		e, ok := newEarly(p.Facts, p.File, c, in, []effects.DependencyInstall{project.DependencyInstall})
		if !ok {
			continue
		}
		var fix *lint.Fix
		if a.Command != "" && hasPython(p.Facts.Base(in.Stage), a.Python) {
			fix = e.fixOfProject(project.Call.Command, a)
		}
		p.About(installRerun).Report(c.in.Span, fmt.Sprintf("Any file change in %s makes line %d %s again. %s", c.name(p), in.Line, a.Again, advice(a, e.manifests, fix != nil)), fix)
		return true
	}
	return false
}

// advice returns what to write, with the command where no fix shows it.
func advice(a effects.Ahead, manifests []string, shown bool) string {
	switch first := "Copy " + lint.QuoteList(manifests) + " first, "; {
	case a.Advice != "":
		return a.Advice
	case shown || a.Python != "":
		return first + "install the dependencies, then copy the rest."
	default:
		return first + "run `" + a.Command + "`, then copy the rest."
	}
}

// hasPython reports whether an image is known to have a Python of a version (3.x) or later; "" is none.
func hasPython(base images.Image, version string) bool {
	tag := pythonTag.FindString(base.Tag)
	return version == "" || base.Known && base.Language == "python" && (tag == "3" || tag == version || images.LaterVersion(tag, version))
}

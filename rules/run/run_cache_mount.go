package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var CacheMount = &lint.Rule{
	ID:       "run-cache-mount",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an install downloads everything again, though the builder could keep it",
	Doc: "When a manifest changes, its install runs again and downloads all packages again. With\n" +
		"`RUN --mount=type=cache,target=/root/.npm npm ci` the builder keeps the downloads for the\n" +
		"next build, and none of them are in the image: options such as `--no-cache-dir` and steps\n" +
		"that clean up aren't needed then. Go, Cargo, Maven and Gradle keep what they compiled, too.\n\n" +
		"That helps only where the builder keeps its caches. On GitHub's own runners each job has a\n" +
		"new one, and [`cache-to` doesn't export cache mounts](https://docs.docker.com/build/ci/github-actions/cache/#cache-mounts).\n" +
		"So the rule is silent unless\n\n" +
		"- `builders-keep-caches: true` is in the [settings](../settings.md),\n" +
		"- a workflow builds the file on a self-hosted runner, with a builder that outlives the job\n" +
		"  (no `docker/setup-buildx-action`, or one with `keep-state` or another driver), or with Depot,\n" +
		"- or the job carries cache mounts over with `reproducible-containers/buildkit-cache-dance`.\n\n" +
		"Elsewhere a layer of its own for the manifest is the better cache: see\n" +
		"[copy-all-before-install](copy-all-before-install.md).\n\n" +
		"It knows apt-get, pip, uv, Poetry, npm, pnpm, Bun, Go, Cargo, Maven and Gradle, in their\n" +
		"usual places, for root and for users with a known number. apk and dnf keep no packages by\n" +
		"default, and Yarn's place depends on its version: there, mount what `yarn cache dir` prints.",
	FixDoc: "Adds the mount to all RUNs of the stage that use the cache, and removes what kept the downloads out of the image. For apt it also removes `docker-clean`, which deletes packages after each install: images built from this one then keep them, too.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if !keepsCaches(p) {
			return
		}
		var uses []cacheUse
		p.File.ShellRuns(func(in *dockerfile.Instruction, _ *shell.Script) {
			if in.Stage == nil || in.IsTrigger() {
				return
			}
			for _, call := range in.Script().AllPackageCalls() {
				if cache := shell.CacheOf(call.Manager); cache != nil && len(cache.Mounts) > 0 && cache.WouldFill(call) {
					uses = addUse(uses, in, cache)
				}
			}
		})
		for _, use := range uses {
			reportCacheUse(p, use)
		}
	}),
}

// keepsCaches reports whether the builders keep cache mounts, by the settings or by what builds the file.
func keepsCaches(p *lint.DockerfilePass) bool {
	return p.Options.KeepsCaches || slices.ContainsFunc(p.Facts.Builds(p.File), func(b facts.Build) bool { return b.KeepsCaches })
}

// reportCacheUse reports RUNs whose cache a mount can keep.
func reportCacheUse(p *lint.DockerfilePass, use cacheUse) {
	targets, owner := use.targets(p.Facts)
	if len(targets) == 0 || use.needsLayer(p.File) {
		return
	}
	fix := use.mount(p.File, targets, owner)
	if fix == nil {
		return // what cleans the cache would empty the mount
	}
	at := use.runs[0]
	call := at.Script().AllPackageCalls()[slices.IndexFunc(at.Script().AllPackageCalls(), use.cache.WouldFill)]
	mounted := "`--mount=type=cache,target=" + targets[0] + "`"
	if len(targets) > 1 {
		mounted += " and `target=" + targets[1] + "`"
	}
	message := fmt.Sprintf("When this runs again, it downloads everything again, though your builder keeps caches. Add %s.", mounted)
	if !edit.TooLong(p.File, fix.Edits) {
		p.Report(call.Command.Span, message, fix)
		return
	}
	finding := p.Report(call.Command.Span, message, nil)
	if text, ok := edit.Apply(p.File.Source, fix.Edits); ok {
		finding.Propose(p.File.Path, string(text), fix.Note)
	}
}

// mount returns the fix that mounts a cache in all RUNs that use it. It's nil if something that empties
// the cache can't be removed.
func (u *cacheUse) mount(file *dockerfile.File, targets []string, owner string) *lint.Fix {
	fix := &lint.Fix{Safety: lint.Review, Note: "The downloads stay with the builder and aren't in the image. The same packages are installed.", Calls: lint.Calls{Settings: true}}
	options := owner
	if u.cache.Locked {
		options += ",sharing=locked"
	}
	for i, in := range u.runs {
		edits, ok := u.withoutCleaning(file, in, targets, &fix.Calls)
		if !ok {
			return nil
		}
		var flags []string
		for _, target := range targets {
			flags = append(flags, "--mount=type=cache,target="+target+options)
		}
		fix.Edits = append(fix.Edits, addFlags(file, in, flags))
		if i == 0 && u.cache.Locked {
			fix.Edits = append(fix.Edits, edit.Insert(in.Script().Steps[0].Span.Start, dockerClean+" && "))
			fix.Calls.Adds = append(fix.Calls.Adds, lint.Step{Call: dockerClean})
			fix.Note = "The downloads stay with the builder. Without `docker-clean`, images built from this one keep the packages that they install: they have to clean up with `apt-get clean`."
		}
		fix.Edits = append(fix.Edits, edits...) // behind what is inserted at the same place
	}
	return fix
}

// dockerClean removes what makes apt delete packages after each install, in the images of Debian and Ubuntu.
// https://docs.docker.com/reference/dockerfile/#example-cache-apt-packages
const dockerClean = "rm -f /etc/apt/apt.conf.d/docker-clean"

// addFlags returns the edit that adds flags to a RUN, each on a line of its own.
func addFlags(file *dockerfile.File, in *dockerfile.Instruction, flags []string) lint.Edit {
	next := edit.NextLine(file, in)
	if len(in.Heredocs) > 0 {
		next = " "
	}
	return edit.Insert(in.Keyword.End, " "+strings.Join(flags, next)+afterFlags(file, in, next))
}

// afterFlags returns what stands between new flags and the rest of an instruction, beside the blank or the
// line's end that is there.
func afterFlags(file *dockerfile.File, in *dockerfile.Instruction, next string) string {
	if next == " " || file.Position(restOf(in)).Line > in.Line {
		return ""
	}
	return strings.TrimSuffix(next, " ")
}

// restOf returns the offset where an instruction goes on behind its keyword.
func restOf(in *dockerfile.Instruction) int {
	if len(in.Flags) > 0 {
		return in.Flags[0].Span.Start
	}
	return in.ArgsSpan.Start
}

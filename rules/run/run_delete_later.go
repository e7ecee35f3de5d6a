package run

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var DeleteLater = &lint.Rule{
	ID:       "run-delete-later",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a file is deleted in a later layer but still ships",
	Doc: "Each instruction makes a layer, and a later one can only hide what an earlier one holds.\n" +
		"The file is pulled with every image, and anyone who looks into the layers can read it.\n" +
		"Add and delete it in one RUN. With a bind mount (`RUN\n" +
		"--mount=type=bind,source=a.tar.gz,target=/tmp/a.tar.gz …`), a file from the build context\n" +
		"is there for one RUN and never in a layer. A download belongs in the RUN that uses it.\n\n" +
		"This rule reports a RUN that deletes what a COPY or ADD brought.\n" +
		"[run-merge](run-merge.md) reports one that deletes what another RUN made.\n\n" +
		"Less than 100 kB matters to nobody, so nothing is said if the repository shows that size.\n" +
		"Where it doesn't, archives, packages and caches are reported, and scripts, patches, keys and\n" +
		"other text aren't. What may be anything is reported in the strict profile.",
	FixDoc: "None: only you know which of the RUNs in between need the file.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() == "rm" && in.Stage != nil && p.File.Ships(in.Stage) && !in.IsTrigger() {
				reportDeleted(p, in, c)
			}
		})
	}),
}

// reportDeleted reports an rm of what COPY or ADD brought, if that's worth a layer: by its size where
// the tree shows it, else by its name. What may be anything is for strict readers.
func reportDeleted(p *lint.DockerfilePass, in *dockerfile.Instruction, rm *shell.Command) {
	const rest = "stays in the layer from line %d and ships with the image. Mount it with `--mount=type=bind`, or fetch, use and delete it in one RUN."
	var sum, largest int64
	var known, big, unclear string
	for _, w := range rm.Words[1:] {
		copied, name := bringsWhole(in, w)
		if copied == nil {
			continue
		}
		message := fmt.Sprintf(rest, copied.Line)
		if size, ok := sizeOf(p.Facts, p.File, copied, name); ok {
			sum += size
			if size > largest {
				largest, known = size, fmt.Sprintf("`%s` (%s) %s", w.Source, sizeText(size), message)
			}
			continue
		}
		what := sourceNames(copied, name)
		switch {
		case big == "" && slices.ContainsFunc(what, isBig):
			big = fmt.Sprintf("`%s` %s", w.Source, message)
		case unclear == "" && !slices.ContainsFunc(what, isText):
			unclear = fmt.Sprintf("`%s` %s", w.Source, message)
		}
	}
	switch {
	case sum >= worthALayer:
		p.Report(rm.Span, known, nil)
	case big != "":
		p.Report(rm.Span, big, nil)
	case unclear != "":
		p.ReportStrict(rm.Span, unclear, nil)
	}
}

// worthALayer is how many bytes that are deleted later matter to those who pull the image.
const worthALayer = 100_000

// isBig reports whether a file's name says that it's big: an archive, a package, a cache.
func isBig(name string) bool { return bigName.MatchString(name) && !isText(name) }

var bigName = regexp.MustCompile(`(?i)\.(?:tar|gz|tgz|bz2|tbz2?|xz|txz|zst|zip|7z|rar|deb|rpm|apk|whl|egg|jar|war|gem|exe|msi|bin|run|iso|img)$|(?:^|/)(?:\.cache|node_modules|\.npm|\.m2|\.gradle|\.cargo)(?:/|$)`)

// isText reports whether a file's name says that it's text that somebody wrote: a script, a patch, a
// key, a list.
func isText(name string) bool { return textName.MatchString(name) }

var textName = regexp.MustCompile(`(?i)\.(?:patch|diff|asc|sig|txt|md|sha\d*|sha\d+sums?|md5|key|pem|crt|gpg|pub|list|sh|bash|py|pl|rb|js|r|sql|json|ya?ml|toml|ini|conf|cfg|xml|properties|env|template|tmpl|in|lock|csv)$`)

// bringsWhole returns the COPY or ADD above an instruction, in its stage, that brought exactly what
// a word names, and the absolute path of that. It returns nil if there is none.
func bringsWhole(in *dockerfile.Instruction, w shell.Word) (copied *dockerfile.Instruction, name string) {
	name = strings.TrimSuffix(w.Source, "/*")
	if strings.HasPrefix(name, "-") || strings.ContainsAny(name, "$*?[`") || !path.IsAbs(name) && in.Before.Workdir == "" {
		return nil, ""
	}
	name = path.Clean(dockerfile.AbsoluteIn(in, name))
	for _, other := range in.Stage.Instructions {
		sources, _, ok := other.Sources()
		if !ok || other.Index > in.Index {
			continue
		}
		if slices.Contains(dockerfile.BroughtTo(other), name) && name != other.Before.Workdir && !dockerfile.IsWholeContext(sources[0].Text) {
			return other, name
		}
	}
	return nil, ""
}

// broughtTo returns the sources of a COPY or ADD that end up at a path: all of them if that's the
// destination.
func broughtTo(copied *dockerfile.Instruction, name string) (found []string) {
	sources, _, _ := copied.Sources()
	dests := dockerfile.Destinations(copied)
	whole := !slices.ContainsFunc(dests, func(d string) bool { return path.Clean(d) == name })
	for i, s := range sources {
		if whole || path.Clean(dests[min(i, len(dests)-1)]) == name {
			found = append(found, strings.Trim(s.Text, `"'`))
		}
	}
	return found
}

// sourceNames returns the names of what a COPY or ADD brought to a path: the sources' and its own.
func sourceNames(copied *dockerfile.Instruction, name string) []string {
	return append(broughtTo(copied, name), name)
}

// sizeOf returns the size in bytes of what a COPY or ADD brought to a path, the smallest if there are
// several build contexts. ok is false if the tree doesn't show all of it.
func sizeOf(known *facts.Facts, file *dockerfile.File, copied *dockerfile.Instruction, name string) (bytes int64, ok bool) {
	if copied.HasFlag("from") {
		return 0, false
	}
	for i, context := range known.Contexts(file) {
		size, ok := sizeIn(context, broughtTo(copied, name))
		if !ok {
			return 0, false
		}
		if i == 0 || size < bytes {
			bytes = size
		}
	}
	return bytes, bytes > 0
}

// sizeIn returns the size in bytes of sources in a build context.
func sizeIn(context fs.FS, sources []string) (bytes int64, ok bool) {
	for _, source := range sources {
		found, err := fs.Glob(context, strings.TrimPrefix(path.Clean("/"+source), "/"))
		if err != nil || len(found) == 0 {
			return 0, false
		}
		for _, f := range found {
			size, ok := sizeBelow(context, f)
			if !ok {
				return 0, false
			}
			bytes += size
		}
	}
	return bytes, true
}

// maxSized is how many files of a folder are added up.
const maxSized = 5000

// sizeBelow returns the size in bytes of a file, or of the files in a folder. ok is false if one can't
// be seen or they are too many.
func sizeBelow(tree fs.FS, name string) (bytes int64, ok bool) {
	files := 0
	err := fs.WalkDir(tree, name, func(_ string, entry fs.DirEntry, err error) error {
		if files++; err != nil || files > maxSized {
			return errors.New("not known")
		}
		if !entry.IsDir() {
			info, err := entry.Info()
			if err != nil {
				return err
			}
			bytes += info.Size()
		}
		return nil
	})
	return bytes, err == nil
}

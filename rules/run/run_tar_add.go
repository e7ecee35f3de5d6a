package run

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var TarAdd = &lint.Rule{
	ID:       "run-tar-add",
	Aliases:  []string{"DL3010"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "an archive is copied, then unpacked",
	Doc: "The archive stays in its layer, below the files unpacked from it. `ADD` unpacks local\n" +
		"archives itself, in one layer and without the archive.",
	FixDoc: "None: other steps that use the archive would have to change too.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			for i, in := range stage.Instructions {
				if in.Name != "COPY" || in.HasFlag("from") {
					continue
				}
				sources, dest, _ := in.Sources()
				for _, source := range sources {
					if archive.MatchString(source.Text) && slices.ContainsFunc(stage.Instructions[i+1:], func(later *dockerfile.Instruction) bool { return unpacks(later, copiedAs(source, dest)) }) {
						p.Report(in.Span, fmt.Sprintf("`%s` stays in this layer, although a later RUN unpacks it. Use `ADD`, which unpacks tar archives and leaves no copy.", path.Base(source.Text)), nil)
					}
				}
			}
		}
	}),
}

// archive matches the names of archives that ADD unpacks, and of other files compressed in the
// same formats.
var archive = regexp.MustCompile(`\.(?:tar|tgz|tbz2?|tb2|txz|tlz|tzst|gz|bz2|xz|lzma|lz|zst|Z)$`)

// copiedAs returns the name that a copied source has in the image.
func copiedAs(source, dest dockerfile.Arg) string {
	if archive.MatchString(dest.Text) {
		return path.Base(dest.Text)
	}
	return path.Base(source.Text)
}

// decompressors are the programs, besides tar, that unpack the file they are given.
var decompressors = []string{"gunzip", "bunzip2", "unxz", "unlzma", "unzstd", "uncompress"}

// unpacks reports whether an instruction is a RUN that unpacks the archive of that name.
func unpacks(in *dockerfile.Instruction, name string) bool {
	if in.Name != "RUN" || in.Script() == nil {
		return false
	}
	for _, c := range in.Script().Commands {
		decompresses := slices.Contains(decompressors, c.Program())
		if c.Program() != "tar" && c.Program() != "bsdtar" && !decompresses {
			continue
		}
		extracts, named := decompresses, false
		for i, w := range c.Words[1:] {
			short := strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--") || i == 0
			extracts = extracts || w.Value == "--extract" || w.Value == "--get" || short && strings.Contains(w.Value, "x")
			named = named || path.Base(w.Value) == name
		}
		if extracts && named {
			return true
		}
	}
	return false
}

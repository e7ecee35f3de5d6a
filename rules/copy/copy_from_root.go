package copy

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var FromRoot = &lint.Rule{
	ID:       "copy-from-root",
	Aliases:  []string{"DL3067"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a stage's whole file system is copied",
	Doc: "`COPY --from=build /` copies everything in the other stage: its distribution, build\n" +
		"tools, caches and sources. The separate stage was meant to keep those out of the image.\n" +
		"Name the files that are needed.\n\n" +
		"A copy into a folder isn't reported: whoever writes it makes a root file system there. Some\n" +
		"cases are reported in the strict profile only. Copying a whole stage into `scratch`\n" +
		"is a known way to merge many layers into one. Other images are often made to be copied\n" +
		"whole. Copies in a stage that doesn't ship matter less.",
	FixDoc: "None: only you know which files the image needs.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			sources, dest, ok := in.Sources()
			if !ok || in.Name != "COPY" || !in.HasFlag("from") || in.Stage == nil || strings.Trim(dest.Text, `"'/.`) != "" {
				continue
			}
			for _, source := range sources {
				if strings.Trim(source.Text, `"'/.*`) != "" || !strings.Contains(source.Text, "/") {
					continue
				}
				from := p.File.StageNamed(in.FlagValue("from"))
				report := p.Report
				if from == nil || !builds(from) && !p.Facts.Base(from).Known || from.Root().Base == "scratch" || in.Stage.Root().Base == "scratch" || !p.File.Ships(in.Stage) {
					report = p.ReportStrict
				}
				report(in.Span, fmt.Sprintf("This copies the whole file system of `%s`, including any build tools and caches. Name the files that the image needs.", in.FlagValue("from")), nil)
			}
		}
	}),
}

// builds reports whether a stage, or one it starts from, does more than name an image.
func builds(stage *dockerfile.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		if slices.ContainsFunc(s.Instructions, func(in *dockerfile.Instruction) bool {
			return in.Name == "RUN" || in.Name == "COPY" || in.Name == "ADD"
		}) {
			return true
		}
	}
	return false
}

package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var copyFromRoot = &Rule{
	ID:       "copy-from-root",
	Aliases:  []string{"DL3067"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a whole file system is copied from a stage",
	Doc: "`COPY --from=build /` takes all that is in the other stage: its distribution, the\n" +
		"tools of the build, caches and sources. A stage of its own was to keep them out of\n" +
		"the image. Name the files that are needed.\n\n" +
		"To put a whole stage into `scratch` is a known way to make one layer of many, and\n" +
		"other images are often made to be copied whole: both are reported in the strict\n" +
		"profile only, and so is what a stage copies that does not ship itself.",
	FixDoc: "None: which files the image needs only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			sources, _, ok := in.Sources()
			if !ok || in.Name != "COPY" || !in.HasFlag("from") || in.Stage == nil {
				continue
			}
			for _, source := range sources {
				if strings.Trim(source.Text, `"'/.*`) != "" || !strings.Contains(source.Text, "/") {
					continue
				}
				from := p.File.StageNamed(in.FlagValue("from"))
				report := p.Report
				if from == nil || !builds(from) && !p.Base(from).Known || from.Root().Base == "scratch" || in.Stage.Root().Base == "scratch" || !p.ships(in.Stage) {
					report = p.ReportStrict
				}
				report(in.Span, "This copies the whole file system of `"+in.FlagValue("from")+"`, with the tools and caches that a stage of its own was to keep out. Name the files that the image needs.", nil)
			}
		}
	},
}

// builds reports whether a stage, or one that it is made from, does more than name an
// image.
func builds(stage *syntax.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		if slices.ContainsFunc(s.Instructions, func(in *syntax.Instruction) bool { return in.Name == "RUN" || in.Name == "COPY" || in.Name == "ADD" }) {
			return true
		}
	}
	return false
}

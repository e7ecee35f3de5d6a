package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var fromUntagged = &Rule{
	ID:       "from-untagged",
	Aliases:  []string{"DL3006"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a base image without a tag is whatever is newest on the day of the build",
	Doc: "Without a tag Docker takes `latest`, and that moves. The next build may get\n" +
		"another major version, with other packages, and fail or behave differently\n" +
		"although nothing in the repository has changed. A tag says which version was\n" +
		"meant.",
	FixDoc: "Adds the tag: the one that the file's own packages imply, else the newest stable one that Drydock knows. Look at whether that is the version you run today. An image that Drydock does not know is reported without a fix.",
	Safety: Review,
	Check: func(p *Pass) {
		eachBase(p, func(stage *syntax.Stage, image images.Image, word syntax.Span) {
			if image.Tag == "" && image.Digest == "" {
				p.reportMoving(stage, image, word, "`"+image.Repository+"` has no tag, so this builds on whatever is newest that day, and a build may break without any change of yours.")
			}
		})
	},
}

// eachBase calls f for every stage that starts from an image, with the span of
// the image's name.
func eachBase(p *Pass, f func(stage *syntax.Stage, image images.Image, word syntax.Span)) {
	for _, stage := range p.File.Stages {
		if stage.Parent != nil || !stage.BaseKnown || stage.Base == "scratch" {
			continue
		}
		image := p.image(stage.Base)
		if image.Repository != "" {
			f(stage, image, stage.From.Args[0].Span)
		}
	}
}

// reportMoving reports a base that moves, with the tag to pin it to where one
// can be derived and the name stands in the FROM itself.
func (p *Pass) reportMoving(stage *syntax.Stage, image images.Image, word syntax.Span, message string) {
	tag := stableTag(p, stage, image)
	written := p.File.Text(word)
	if tag == "" || written != stage.Base {
		p.Report(word, message+" Name the version that you build on.", nil)
		return
	}
	name := strings.TrimSuffix(written, ":latest")
	p.Report(word, message+" Name the version.", &Fix{
		Safety: Review,
		Note:   "Pins the base to `" + name + ":" + tag + "`. Look at whether that is the version that your image runs on today.",
		Edits:  []Edit{{word, name + ":" + tag}},
	})
}

// stableTag returns the tag to pin an image to: the newest release whose
// packages are those that the stage asks for, "" when that cannot be told.
func stableTag(p *Pass, stage *syntax.Stage, image images.Image) string {
	wanted := versionedPackages(p, stage)
	since, managed := managedSince[image.Repository]
	var pip *syntax.PackageCall
	if managed {
		_, pip = pipIntoSystem(stage)
	}
	if len(wanted) == 0 && pip == nil {
		return image.Stable
	}
	releases := images.Releases(image.Repository)
	for i := len(releases) - 1; i >= 0; i-- {
		r := releases[i]
		if pip != nil && (laterVersion(r.Version, since) || r.MirrorsGone || !r.Ends.IsZero() && p.Today.After(r.Ends)) {
			continue // pip would refuse, or nothing could be installed
		}
		if offersAll(r, wanted) {
			return releases[i].Version
		}
	}
	return ""
}

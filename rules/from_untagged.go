package rules

import (
	"fmt"
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
	Doc: "Without a tag Docker takes `latest`, which moves. The next build may get another major\n" +
		"version, with other packages, and fail or behave differently although nothing in the\n" +
		"repository has changed. A tag says which version you want.",
	FixDoc: "Adds the tag that the file's own packages imply, else the newest stable one that Drydock knows. Check that it's the version you run today. An image that Drydock doesn't know gets no fix.",
	Safety: Review,
	Check: func(p *Pass) {
		eachBase(p, func(stage *syntax.Stage, image images.Image, word syntax.Span) {
			if image.Tag == "" && image.Digest == "" {
				p.reportMoving(stage, image, word, fmt.Sprintf("A build may break without any change of yours: `%s` has no tag, so you get whatever is newest that day.", image.Repository))
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

// reportMoving reports a base that moves. It offers a tag to pin it to if one can be
// derived and the FROM names the image itself.
func (p *Pass) reportMoving(stage *syntax.Stage, image images.Image, word syntax.Span, message string) {
	tag := stableTag(p, stage, image)
	written := p.File.Text(word)
	if tag == "" || written != stage.Base {
		p.Report(word, message+" Pin the version you build on.", nil)
		return
	}
	name := strings.TrimSuffix(written, ":latest")
	p.Report(word, message+" Pin the version.", &Fix{
		Safety: Review,
		Note:   fmt.Sprintf("Pins the base to `%s:%s`. Check that this is the version your image runs on today.", name, tag),
		Edits:  []Edit{{word, name + ":" + tag}},
	})
}

// stableTag returns the tag to pin an image to: the newest release that has the packages
// the stage asks for, "" if that's unknown.
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

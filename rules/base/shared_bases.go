package base

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// eachBase calls f for every stage that starts from a registry's image, with the span of
// the image's name. What the repository makes itself, or its builds replace, is none.
func eachBase(known *facts.Facts, file *dockerfile.File, f func(stage *dockerfile.Stage, image images.Image, word syntax.Span)) {
	for _, stage := range file.Stages {
		if stage.Parent != nil || !stage.BaseKnown || stage.Base == "scratch" || known.IsLocalImage(file, stage.Base) {
			continue
		}
		image := known.Image(stage.Base)
		if image.Repository != "" {
			f(stage, image, stage.From.Args[0].Span)
		}
	}
}

// movingBase is the topic of a base that another build may get another version of.
const movingBase = "a base that moves"

// reportMoving reports a base that moves. It offers a tag to pin it to if one can be derived and the FROM names the image itself.
func reportMoving(p *lint.DockerfilePass, stage *dockerfile.Stage, image images.Image, word syntax.Span, message string) {
	tag := stableTag(p.Facts, p.File, stage, image)
	written := p.File.Text(word)
	if tag == "" || written != stage.Base {
		p.About(movingBase).Report(word, message+" Pin the version you build on.", nil)
		return
	}
	name := strings.TrimSuffix(written, ":latest")
	p.About(movingBase).Report(word, message+" Pin the version.", &lint.Fix{
		Safety: lint.Review,
		Note:   fmt.Sprintf("Pins the base to `%s:%s`. Check that this is the version your image runs on today.", name, tag),
		Edits:  []lint.Edit{{Span: word, New: name + ":" + tag}},
		Calls:  lint.Calls{Below: true}, // the image may have another user
	})
}

// stableTag returns the tag to pin an image to: the newest release that has the packages
// the stage asks for, "" if that's unknown.
func stableTag(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, image images.Image) string {
	wanted := versionedPackages(file, stage)
	since, managed := images.ManagedSince[image.Repository]
	var pip *shell.PackageCall
	if managed {
		_, pip = effects.PipIntoSystem(stage)
	}
	if len(wanted) == 0 && pip == nil {
		return image.Stable
	}
	releases := images.Releases(image.Repository)
	for i := len(releases) - 1; i >= 0; i-- {
		r := releases[i]
		if pip != nil && (images.LaterVersion(r.Version, since) || r.MirrorsGone || !r.Ends.IsZero() && known.Today.After(r.Ends)) {
			continue // pip would refuse, or nothing could be installed
		}
		if offersAll(r, wanted) {
			return releases[i].Version
		}
	}
	return ""
}

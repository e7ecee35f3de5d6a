package base

import (
	"github.com/drydock-dev/drydock/lint"
)

var InvalidBaseImagePlatform = &lint.Rule{
	ID:       "InvalidBaseImagePlatform",
	BuildKit: []string{"InvalidBaseImagePlatform"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "Use a base image for the platform you build",
	Doc: "The base image is for another platform than the target, so its programs don't run there.\n" +
		"BuildKit finds out by asking the registry for the image's configuration. Drydock asks no\n" +
		"registry, so it reports nothing here today. It knows the name so that settings and\n" +
		"ignore comments can mention it.",
	FixDoc: "None: only you know which platform you meant.",
	Check:  lint.BuildKitWarnings,
}

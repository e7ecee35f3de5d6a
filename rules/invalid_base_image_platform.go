package rules

var invalidBaseImagePlatform = &Rule{
	ID:       "InvalidBaseImagePlatform",
	BuildKit: []string{"InvalidBaseImagePlatform"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "The base image was made for another platform than the one that is built",
	Doc: "The base image is for another platform than the target: its programs do not run\n" +
		"there. BuildKit finds this by asking the registry for the image's configuration.\n" +
		"Drydock asks no registry, so it has nothing to report here today; the name is\n" +
		"known, so that settings and ignore comments that mention it are accepted.",
	FixDoc: "None: which platform was meant is not known.",
}

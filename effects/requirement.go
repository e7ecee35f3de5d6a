package effects

import (
	"regexp"
)

// Requirement matches the name at the start of a line of a requirements file.
var Requirement = regexp.MustCompile(`^\s*([A-Za-z0-9][A-Za-z0-9._-]*)`)

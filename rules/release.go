package rules

// Release is the next release, which a new rule has as its Since. After a release it becomes the one
// that follows.
const Release = "1.0"

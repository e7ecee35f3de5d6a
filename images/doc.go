// Package images has facts about base images, distributions and their releases.
// They include the user that an image runs as, whether it has its own entrypoint,
// its newest stable tag, the language versions that a release ships, and the end
// of its security fixes.
//
// The facts are in tables built into the program: images.csv, variants.csv,
// releases.csv and distros.csv. Each row names its source page and the month when the page was
// read. The package doesn't query registries. An image that isn't in the tables is
// unknown, and [Lookup] says so.
//
// The package imports nothing else of this module and touches neither the
// network, the clock nor the environment.
package images

// Package images knows facts about base images, distributions and their releases:
// the user that an image runs as, whether it has an entrypoint of its own, which
// tag is its newest stable one, which version of each language a release ships,
// and until when it gets fixes.
//
// The facts stand in three tables, images.csv, releases.csv and distros.csv, which
// are built into the program; each row says which page it is from, and which
// month's state of it. Nothing is asked of a registry: an image that is not in
// the tables is unknown, and [Lookup] says so.
//
// The package imports nothing else of this module and touches neither the
// network, the clock nor the environment.
package images

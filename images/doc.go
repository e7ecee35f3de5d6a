// Package images knows facts about base images and distribution releases: the
// user that an image runs as, whether it has an entrypoint of its own, which
// tag is its newest stable one, and which version of each language a release
// ships.
//
// The facts stand in two tables, images.csv and releases.csv, which are built
// into the program; their first lines say where the facts are from and when
// they were looked up. Nothing is asked of a registry: an image that is not in
// the tables is unknown, and [Lookup] says so.
//
// The package imports nothing else of this module and touches neither the
// network, the clock nor the environment.
package images

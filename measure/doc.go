// Package measure builds a Dockerfile with a real BuildKit, before and after its suggestions, and
// starts the containers. It tells the size of the images, the time of the builds, and whether the
// programs still do what they did.
//
// All is compared, nothing is judged for itself: a program that needs a database ends in both
// images, and that is the same.
//
// A build runs what the Dockerfile says. Callers decide whether that may be trusted. Builds and
// containers get no variable, token or file of the machine but the build context.
//
// It may import facts, fix and what is below them. Unlike these it needs a network for builds, and
// the disk.
package measure

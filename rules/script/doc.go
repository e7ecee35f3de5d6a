// Package script holds the rules about calls of docker in scripts: containers that start with the machine, that keep data inside, or that are
// changed by hand.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package script

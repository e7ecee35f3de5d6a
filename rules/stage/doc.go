// Package stage holds the rules about stages and the form of the file: names, casing, WORKDIR, comments that cut a line.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package stage

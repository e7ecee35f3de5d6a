// Package run holds the rules about RUN and shell scripts: package managers, downloads, layers. Those that need only a script read every kind of
// file that has scripts.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package run

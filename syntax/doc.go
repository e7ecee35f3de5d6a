// Package syntax is what files of all kinds have in common: a [Document] with its bytes and lines,
// comments, and why a file is rejected. The packages below it say what files of one kind say, each
// thing with the exact bytes it stands on: dockerfile, compose, unit; makefile and workflow, which find
// the shell scripts in such files; shell, the one model of those scripts; and yaml.
//
// Offsets are 0-based bytes into the source. Lines and columns are 1-based, and columns count bytes,
// as BuildKit's do.
//
// It imports nothing else of this module, and touches neither the network, the clock nor the environment.
package syntax

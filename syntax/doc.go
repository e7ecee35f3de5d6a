// Package syntax says what a Dockerfile says: its instructions, stages and
// shell words, each with the exact bytes it stands on.
//
// BuildKit decides what a Dockerfile is: its parser finds the instructions and
// its instructions package gives them meaning. That syntax tree knows lines
// only, so this package rebuilds the text that BuildKit joins from several
// source lines together with a map back to the source ([Joined]), and finds
// flags, arguments, JSON elements and here-documents on it. Shell scripts are
// parsed by mvdan.cc/sh from a mask of the source that has the same length, so
// that every offset in the shell's syntax tree is an offset in the file
// ([Script]).
//
// Facts that many rules need are derived here once: the graph of stages, the
// user, working directory, shell and variables in force at each instruction
// ([State]), and what each call of a package manager asks for ([PackageCall]).
//
// Offsets are 0-based bytes into [File.Source]; lines and columns are 1-based
// and columns count bytes, as BuildKit's do.
//
// The package imports nothing else of this module and touches neither the
// network, the clock nor the environment.
package syntax

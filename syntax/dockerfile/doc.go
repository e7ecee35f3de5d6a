// Package dockerfile says what a Dockerfile says: its instructions and stages, each with the exact bytes
// it stands on.
//
// BuildKit decides what a Dockerfile is: its parser finds the instructions and its instructions package
// gives them meaning. That syntax tree only knows lines, so this package rebuilds the text that BuildKit
// joins from several source lines, together with a map back to the source ([Joined]), and finds flags,
// arguments, JSON elements and here-documents in it. Shell scripts are read by package shell from a mask
// of the source that has the same length, so that every offset in the shell's syntax tree is an offset
// in the file.
//
// Facts that many rules need are derived here once: the graph of stages, and the user, working
// directory, shell and variables in force at each instruction ([State]).
//
// It may import syntax, syntax/shell and memo. It touches neither the network, the clock nor the
// environment.
package dockerfile

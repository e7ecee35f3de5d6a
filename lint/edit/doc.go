// Package edit makes the edits that fixes of Dockerfiles consist of: insert, remove, and append a step
// to a script, in the way the file is written.
//
// It may import lint and the packages of syntax.
package edit

// Package base holds the rules about the image that a stage starts from: its tag, its release, its size, what it already has.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package base

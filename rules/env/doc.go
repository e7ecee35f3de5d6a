// Package env holds the rules about ENV and ARG: variables that nobody sets, that hide secrets, or that count for too much.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package env

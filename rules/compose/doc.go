// Package compose holds the rules about Compose files: data, ports, mounts, and what Compose itself rejects.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package compose

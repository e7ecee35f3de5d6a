// Package order holds the rules about the order of instructions: what changes often belongs below what takes long. What is worth moving is the
// model's to say: see package cache.
//
// A rule's file is named after its id, and its cases lie beside it in a .txtar. What several rules
// share is in files whose names begin with shared_. It may import lint, lint/edit and what those may.
package order

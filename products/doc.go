// Package products says what a stage that builds a program hands to an image that only runs it.
//
// A single stage on the image of a compiler ships the compiler. A second stage needs the program that
// starts, the files that it reads, and a base with the libraries it's linked to. [Of] tells these from
// the file and the tree, and names what neither tells: see [Product.Doubts].
//
// What each toolchain makes, and which image runs it, is in toolchains.go; which files of the build
// context may be read at run time in data.go.
//
// The package may import facts and what facts imports. It touches neither the network, the clock nor
// the environment. What it reads of the tree is bounded.
package products

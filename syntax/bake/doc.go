// Package bake reads the files of `docker buildx bake`, in HCL and JSON: which targets they build,
// from which Dockerfile and folder. https://docs.docker.com/build/bake/reference/
//
// It reads what a file says by itself: variables have their defaults, no environment is asked and no
// function of the file's own is called. A part of a value that isn't known is left as "${NAME}", so a
// text with a "$" isn't known as a whole.
//
// It may import nothing of the project. It touches neither the network, the clock nor the environment.
package bake

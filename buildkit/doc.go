// Package buildkit asks BuildKit's converter what it makes of a Dockerfile: the
// warnings of its checks, and for every target the build graph and the image's
// configuration. Nothing is built and nothing is fetched: the converter runs in
// this process, and what it wants to know of a base image it is told from
// package images.
//
// It may import syntax and images, and touches neither the network, the clock
// nor the environment.
package buildkit

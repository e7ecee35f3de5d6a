// Package buildkit runs BuildKit's converter on a Dockerfile. The results are
// the warnings of its checks and, for every target, the build graph and the
// image's configuration. It builds and fetches nothing: the converter runs in
// this process and gets its facts about base images from package images.
//
// It may import syntax and images, and touches neither the network, the clock
// nor the environment.
package buildkit

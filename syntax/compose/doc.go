// Package compose reads Compose files: the services, and everything else as a tree of
// values. compose-go, the reference implementation, decides whether a file loads
// ([File.Loads]).
//
// It may import syntax and syntax/yaml. It touches neither the network, the clock nor the
// environment.
package compose

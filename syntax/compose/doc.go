// Package compose says what a Compose file says: its services, and all else as a tree
// of values. compose-go, the reference implementation, says whether a file can be loaded
// ([File.Loads]).
//
// It may import syntax and syntax/yaml. It touches neither the network, the clock nor the environment.
package compose

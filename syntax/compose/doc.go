// Package compose says what a Compose file says: its services, volumes and all else as
// a tree of values, each with the exact bytes it stands on.
//
// goccy/go-yaml decides what the YAML is. Its tokens know lines and columns; where the
// source at that place is not what the token says, a value has no span and nothing is
// edited there. Anchors and merges are looked through, and values that came through
// one are marked: an edit there would change other services too. compose-go, the
// reference implementation, says whether a file can be loaded ([File.Loads]).
//
// It may import syntax. It touches neither the network, the clock nor the environment.
package compose

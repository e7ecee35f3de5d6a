// Package config is what users decide: drydock.yaml and hadolint's files, profiles, severities,
// ignore comments. It says which rules run, and filters what they found; a rule never sees it.
//
// It may import lint and what lint may. It touches neither the network, the clock nor the environment.
package config

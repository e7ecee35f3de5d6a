//go:build race

package main

// raceDetector is whether the tests run with it.
const raceDetector = true

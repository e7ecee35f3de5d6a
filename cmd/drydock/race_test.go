//go:build race

package main

// raceDetector is true if the tests run with the race detector.
const raceDetector = true

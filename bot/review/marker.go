package review

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// The hidden lines by which the bot knows its own comments: one that is about
// findings, and one that was about them and says that they are gone.
const (
	markerStart = "<!-- drydock:v1 "
	closedStart = "<!-- drydock:v1-closed "
	markerEnd   = " -->"
)

// marker returns the hidden line for fingerprints.
func marker(prints []string) string { return markerStart + strings.Join(prints, " ") + markerEnd }

// Prints returns the fingerprints of all markers in a text.
func Prints(text string) []string {
	var prints []string
	for {
		_, after, ok := strings.Cut(text, markerStart)
		if !ok {
			return prints
		}
		list, rest, ok := strings.Cut(after, markerEnd)
		if !ok {
			return prints
		}
		prints = append(prints, strings.Fields(list)...)
		text = rest
	}
}

// bodyPrints returns the fingerprints by which the topic is known in a review's
// body, where nothing else tells which file it is about.
func (t topic) bodyPrints() []string {
	sum := sha256.Sum256([]byte(t.file.Path))
	var prints []string
	for _, p := range t.prints {
		prints = append(prints, p+"@"+hex.EncodeToString(sum[:4]))
	}
	return prints
}

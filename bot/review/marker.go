package review

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// The bot recognises its own comments by a hidden line. The first kind is in a comment
// about findings, the second in one whose findings are settled.
const (
	markerStart   = "<!-- drydock:v1 "
	resolvedStart = "<!-- drydock:v1-closed "
	markerEnd     = " -->"
)

// marker returns the hidden line for fingerprints.
func marker(fingerprints []string) string {
	return markerStart + strings.Join(fingerprints, " ") + markerEnd
}

// Fingerprints returns the fingerprints of all markers in a text.
func Fingerprints(text string) []string {
	var all []string
	for {
		_, after, ok := strings.Cut(text, markerStart)
		if !ok {
			return all
		}
		list, rest, ok := strings.Cut(after, markerEnd)
		if !ok {
			return all
		}
		all = append(all, strings.Fields(list)...)
		text = rest
	}
}

// bodyFingerprints returns the topic's fingerprints for a review's body. They include the
// file's path: a body, unlike a thread, belongs to no file.
func (t topic) bodyFingerprints() []string {
	sum := sha256.Sum256([]byte(t.file.Path))
	var all []string
	for _, fp := range t.fingerprints {
		all = append(all, fp+"@"+hex.EncodeToString(sum[:4]))
	}
	return all
}

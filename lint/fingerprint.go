package lint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Fingerprints returns for each finding of a file a name that stays the same
// when its lines move or the file is renamed: a hash of the rule, the text of
// the finding's lines with white space folded, and the finding's number among
// those that are alike in both. 32 hexadecimal digits.
func Fingerprints(file *syntax.Document, findings []Finding) []string {
	seen := map[string]int{}
	fingerprints := make([]string, len(findings))
	for i, f := range findings {
		text := f.Key() + "\x00" + f.Lines(file)
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", text, seen[text]))
		seen[text]++
		fingerprints[i] = hex.EncodeToString(sum[:16])
	}
	return fingerprints
}

// Lines returns the text of the finding's lines with white space folded.
func (f *Finding) Lines(file *syntax.Document) string {
	return strings.Join(strings.Fields(file.LinesText(f.Start.Line, f.End.Line)), " ")
}

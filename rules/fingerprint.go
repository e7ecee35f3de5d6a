package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Fingerprints returns for each finding of a result a name that stays the same
// when its lines move or the file is renamed: a hash of the rule, the text of
// the finding's lines with white space folded, and the finding's number among
// those that are alike in both. 32 hexadecimal digits.
func Fingerprints(r *Result) []string {
	seen := map[string]int{}
	prints := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		lines := syntax.Span{Start: r.File.FullLineSpan(f.Start.Line).Start, End: r.File.LineSpan(f.End.Line).End}
		text := f.Rule.ID + "\x00" + strings.Join(strings.Fields(r.File.Text(lines)), " ")
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", text, seen[text]))
		seen[text]++
		prints[i] = hex.EncodeToString(sum[:16])
	}
	return prints
}

package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var instructionCasing = &Rule{
	ID:       "instruction-casing",
	BuildKit: []string{"ConsistentInstructionCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "an instruction in another case than the others",
	Doc:      "Instructions work in any case. Mixed, they are hard to scan for.",
	FixDoc:   "Writes the instruction in the case of most others. The build is the same.",
	Safety:   Safe,
	Check: func(p *Pass) {
		for _, in := range p.File.Instructions {
			word := p.File.Text(in.Keyword)
			want := strings.ToUpper(word)
			if mostlyLower(p.File) {
				want = strings.ToLower(word)
			}
			if word != want && p.warned("ConsistentInstructionCasing", in) {
				p.Report(in.Keyword, "The other instructions are written like `"+want+"`: an eye that runs down the file misses this one. Write it like them.",
					&Fix{Safety: Safe, SameBuild: true, Note: "The build is the same.", Edits: []Edit{{Span: in.Keyword, New: want}}})
			}
		}
	},
}

// mostlyLower reports whether most instructions are written in lower case, as
// BuildKit counts them.
func mostlyLower(f *syntax.File) bool {
	lower, upper := 0, 0
	for _, in := range f.Instructions {
		switch word := f.Text(in.Keyword); word {
		case strings.ToLower(word):
			lower++
		case strings.ToUpper(word):
			upper++
		}
	}
	return lower > upper
}

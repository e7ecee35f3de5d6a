package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/drydock-dev/drydock/syntax"
)

var envUndefined = &Rule{
	ID:       "env-undefined",
	BuildKit: []string{"UndefinedVar"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a variable that nothing has set is empty",
	Doc: "A variable that neither ARG nor ENV sets is empty, without any error: paths end\n" +
		"too early, versions are missing. BuildKit finds it with the base image's own\n" +
		"variables at hand; Drydock asks no registry, so it passes the finding on only for\n" +
		"bases that are known to set none, the distributions' images and scratch.\n\n" +
		"`ENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH` and its like are left alone: to\n" +
		"append to what may be there is meant.",
	FixDoc: "Writes the name of a variable that is set and one letter off. Look at whether that one was meant. Elsewhere nothing is offered: what the variable was to hold is not known.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, w := range p.Build.Warnings {
			m := undefinedName.FindStringSubmatch(w.Message)
			in := p.instructionAt(w.Line)
			if w.Check != "UndefinedVar" || m == nil || in == nil || in.Stage == nil || !setsNothing(p, in.Stage) || appendsToItself(in, m[1]) || hasDefault(in, m[1]) {
				continue
			}
			message := "`$" + m[1] + "` is empty here, because no ARG or ENV above sets it. "
			if m[2] != "" {
				message += "Did you mean `$" + m[2] + "`?"
			} else {
				message += "Set it above, or mend the name."
			}
			p.Report(p.lines(w.Line, w.EndLine), message, p.renamed(in, m[1], m[2]))
		}
	},
}

// undefinedName matches BuildKit's message: the variable, and the one that it
// takes to be meant.
var undefinedName = regexp.MustCompile(`^Usage of undefined variable '\$(\w+)'(?: \(did you mean \$(\w+)\?\))?`)

// instructionAt returns the instruction that a line (1-based) belongs to, nil
// for none.
func (p *Pass) instructionAt(line int) *syntax.Instruction {
	i := slices.IndexFunc(p.File.Instructions, func(in *syntax.Instruction) bool { return in.Line <= line && line <= in.EndLine })
	if i < 0 {
		return nil
	}
	return p.File.Instructions[i]
}

// setsNothing reports whether a stage's base image is known to set no variable
// but PATH.
func setsNothing(p *Pass, stage *syntax.Stage) bool {
	return stage.Root().Base == "scratch" || operatingSystem(p.Base(stage))
}

// hasDefault reports whether an instruction says what to take when the variable
// is not set: `${NAME:-value}`.
func hasDefault(in *syntax.Instruction, name string) bool {
	_, after, ok := strings.Cut(in.Joined.Text, "${"+name)
	return ok && strings.IndexAny(after, ":-+?=#%/") == 0
}

// appendsToItself reports whether an ENV sets the very variable that it uses.
func appendsToItself(in *syntax.Instruction, name string) bool {
	return in.Name == "ENV" && slices.ContainsFunc(in.Args, func(a syntax.Arg) bool {
		return strings.HasPrefix(a.Text, name+"=") || a.Text == name
	})
}

// renamed returns the fix that writes another name for a variable, nil where that
// is more than a letter off or the variable is not found.
func (p *Pass) renamed(in *syntax.Instruction, name, meant string) *Fix {
	if meant == "" || transposed(name) != transposed(meant) && levenshtein.Distance(name, meant, nil) > 1 {
		return nil
	}
	fix := &Fix{Safety: Review, Note: "Look at whether `" + meant + "` was meant."}
	for _, at := range regexp.MustCompile(`\$\{?(`+name+`)\b`).FindAllStringSubmatchIndex(in.Text(), -1) {
		fix.Edits = append(fix.Edits, Edit{Span: syntax.Span{Start: in.Span.Start + at[2], End: in.Span.Start + at[3]}, New: meant})
	}
	if len(fix.Edits) == 0 {
		return nil
	}
	return fix
}

// transposed returns the letters of a name in order: two names that have them in
// common differ by letters that changed places.
func transposed(name string) string {
	letters := []byte(name)
	slices.Sort(letters)
	return string(letters)
}

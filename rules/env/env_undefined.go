package env

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/agext/levenshtein"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var Undefined = &lint.Rule{
	ID:       "env-undefined",
	BuildKit: []string{"UndefinedVar"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a variable is empty because nothing sets it",
	Doc: "A variable that neither ARG nor ENV sets is empty, without any error: paths end too early,\n" +
		"versions are missing. BuildKit reports this with the base image's own variables in mind.\n" +
		"Drydock asks no registry, so it passes the report on only for bases known to set none:\n" +
		"the distributions' images and scratch.\n\n" +
		"`ENV LD_LIBRARY_PATH=/opt/lib:$LD_LIBRARY_PATH` and the like are left alone: appending to\n" +
		"what may be there is deliberate.",
	FixDoc: "Writes the name of a variable that is set and one letter off. Check that you meant that one. Otherwise there's no fix: the file doesn't say what the variable should hold.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, w := range buildkit.Convert(p.File).Warnings {
			m := undefinedName.FindStringSubmatch(w.Message)
			in := p.File.InstructionAt(w.Line)
			if w.Check != "UndefinedVar" || m == nil || in == nil || in.Stage == nil || !setsNothing(p.Facts, in.Stage) || appendsToItself(in, m[1]) || hasDefault(in, m[1]) {
				continue
			}
			remedy := "Set it above, or fix the name."
			if m[2] != "" {
				remedy = fmt.Sprintf("Did you mean `$%s`?", m[2])
			}
			message := fmt.Sprintf("`$%s` is empty here, because no ARG or ENV above sets it. %s", m[1], remedy)
			p.About(unsetVariable).Report(p.File.TrimmedLines(w.Line, w.EndLine), message, renamed(in, m[1], m[2]))
		}
	}),
}

// undefinedName matches BuildKit's message: the variable, and the name that it suggests.
var undefinedName = regexp.MustCompile(`^Usage of undefined variable '\$(\w+)'(?: \(did you mean \$(\w+)\?\))?`)

// hasDefault reports whether an instruction has a fallback for a variable that isn't set, as
// in `${NAME:-value}`.
func hasDefault(in *dockerfile.Instruction, name string) bool {
	return slices.ContainsFunc(in.Args, func(a dockerfile.Arg) bool {
		_, after, ok := strings.Cut(a.Text, "${"+name)
		return ok && strings.IndexAny(after, ":-+?=#%/") == 0
	})
}

// appendsToItself reports whether an ENV sets the same variable that it uses.
func appendsToItself(in *dockerfile.Instruction, name string) bool {
	return in.Name == "ENV" && slices.ContainsFunc(in.Args, func(a dockerfile.Arg) bool {
		return strings.HasPrefix(a.Text, name+"=") || a.Text == name
	})
}

// renamed returns the fix that changes the name of a variable to the one meant. It's nil if
// the names differ by more than one letter or a swap, or if the variable isn't found.
func renamed(in *dockerfile.Instruction, name, meant string) *lint.Fix {
	if meant == "" || transposed(name) != transposed(meant) && levenshtein.Distance(name, meant, nil) > 1 {
		return nil
	}
	fix := &lint.Fix{Safety: lint.Review, Note: fmt.Sprintf("Check that you meant `%s`.", meant), Calls: lint.Calls{Values: true}}
	var spans []syntax.Span
	for _, f := range in.Flags {
		spans = append(spans, f.Span)
	}
	for _, a := range in.Args {
		spans = append(spans, a.Span)
	}
	for _, span := range spans {
		for _, at := range regexp.MustCompile(`\$\{?(`+name+`)\b`).FindAllStringSubmatchIndex(in.File.Text(span), -1) {
			fix.Edits = append(fix.Edits, lint.Edit{Span: syntax.Span{Start: span.Start + at[2], End: span.Start + at[3]}, New: meant})
		}
	}
	if len(fix.Edits) == 0 {
		return nil
	}
	return fix
}

// transposed returns the letters of a name, sorted: names that differ only by swapped
// letters have the same.
func transposed(name string) string {
	letters := []byte(name)
	slices.Sort(letters)
	return string(letters)
}

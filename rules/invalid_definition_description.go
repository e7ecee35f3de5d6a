package rules

var invalidDefinitionDescription = &Rule{
	ID:       "InvalidDefinitionDescription",
	BuildKit: []string{"InvalidDefinitionDescription"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a comment above a stage or an ARG that is no description of it",
	Doc: "A comment directly above a named stage or an ARG is shown as its description by\n" +
		"`docker build --call=outline`, if it starts with the name. BuildKit counts this\n" +
		"check as experimental and runs it only where the file asks for it.",
	FixDoc: "None: whether the comment is about this instruction only you can say.",
	Check: func(p *Pass) {
		for _, in := range p.File.Instructions {
			if p.warned("InvalidDefinitionDescription", in) {
				p.Report(p.lines(in.Line, in.EndLine), "The comment above is taken for a description of this, and does not begin with its name. Begin it with the name, or move it.", nil)
			}
		}
	},
}

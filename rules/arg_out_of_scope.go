package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax"
)

var argOutOfScope = &Rule{
	ID:       "arg-out-of-scope",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an ARG that is empty here, because it belongs elsewhere",
	Doc: "An ARG holds for its own stage, from its line on. One that stands above the first\n" +
		"FROM is for the names of base images alone, and a stage does not inherit the ARGs of\n" +
		"another. Where it is used all the same it is empty, and nothing says so: the RUN\n" +
		"goes on with a hole in its command. `ARG NAME` without a value, repeated in the\n" +
		"stage, brings it in; the arguments that BuildKit itself knows, such as `TARGETARCH`,\n" +
		"need that as well.",
	FixDoc: "Repeats the ARG, with the default that it has in another stage, above the instruction that uses it. Nothing is offered where it stands further down in the same stage: move that line up. The variable then has its value there: look at whether the command was written to work without it.",
	Safety: Review,
	Check: func(p *Pass) {
		elsewhere := declaredArgs(p.File)
		reported := map[*syntax.Stage]map[string]bool{}
		for _, in := range p.File.Instructions {
			if in.Stage == nil || in.Name == "ARG" || in.Name == "FROM" {
				continue
			}
			for _, name := range usedVariables(in) {
				if !elsewhere[name] || in.Stage.Defined(name, in) || p.mayBeInBase(in.Stage, name) || reported[in.Stage][name] {
					continue
				}
				if reported[in.Stage] == nil {
					reported[in.Stage] = map[string]bool{}
				}
				reported[in.Stage][name] = true
				p.reportOutOfScope(in, name)
			}
		}
	},
}

// platformArgs are the arguments that BuildKit sets by itself, for stages that
// name them. https://docs.docker.com/build/building/variables/#multi-platform-build-arguments
var platformArgs = []string{"BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"}

// declaredArgs returns the names that some ARG of the file declares, wherever
// it stands, and those that BuildKit knows.
func declaredArgs(f *syntax.File) map[string]bool {
	names := map[string]bool{}
	for _, name := range platformArgs {
		names[name] = true
	}
	for _, in := range f.Instructions {
		if arg, ok := in.Parsed.(*instructions.ArgCommand); ok {
			for _, a := range arg.Args {
				names[a.Key] = true
			}
		}
	}
	return names
}

// mayBeInBase reports whether the base image may set a variable itself, as
// those of languages do with their version.
func (p *Pass) mayBeInBase(stage *syntax.Stage, name string) bool {
	return !setsNothing(p, stage) && !slices.Contains(platformArgs, name) && (strings.HasSuffix(name, "_VERSION") || strings.HasSuffix(name, "_HOME") || name == "PATH")
}

// usedVariables returns the variables whose value a script or an ENV, LABEL,
// COPY and the like takes from outside: those that it neither sets itself nor
// has a default for.
func usedVariables(in *syntax.Instruction) []string {
	switch in.Name {
	case "RUN":
	case "ENV", "LABEL", "COPY", "ADD", "WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL":
		return plainReferences(in)
	default:
		return nil
	}
	s := in.Script()
	if s == nil || s.Tree == nil || !strings.Contains(in.Text(), "$") {
		return nil
	}
	var used []string
	set := map[string]bool{}
	sh.Walk(s.Tree, func(n sh.Node) bool {
		switch n := n.(type) {
		case *sh.Assign:
			if n.Name != nil {
				set[n.Name.Value] = true
			}
		case *sh.WordIter:
			set[n.Name.Value] = true
		case *sh.ParamExp:
			if n.Param != nil && n.Exp == nil && !n.Length {
				used = append(used, n.Param.Value)
			}
		case *sh.CallExpr:
			if len(n.Args) > 0 && n.Args[0].Lit() == "read" {
				for _, a := range n.Args[1:] {
					set[a.Lit()] = true
				}
			}
		}
		return true
	})
	if strings.Contains(in.Text(), "source ") || strings.Contains(in.Text(), " . ") || strings.Contains(in.Text(), "eval ") || len(in.Heredocs) > 0 {
		return nil // they may set anything
	}
	return slices.DeleteFunc(used, func(name string) bool { return set[name] })
}

// plainReference matches a variable without a default, or what is escaped or in
// single quotes and therefore none.
var plainReference = regexp.MustCompile(`\\.|'[^']*'|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})`)

// plainReferences returns the variables, each once, that an instruction takes
// from above: an ENV that adds to a variable is meant to work without it.
func plainReferences(in *syntax.Instruction) []string {
	if !strings.Contains(in.Joined.Text, "$") {
		return nil
	}
	seen := map[string]bool{}
	for name := range in.Definitions() {
		seen[name] = in.Name == "ENV"
	}
	var names []string
	for _, m := range plainReference.FindAllStringSubmatch(in.Joined.Text, -1) {
		if name := m[1] + m[2]; name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

func (p *Pass) reportOutOfScope(in *syntax.Instruction, name string) {
	message := "`$" + name + "` is empty here: its ARG stands outside this stage or below this line. Repeat `ARG " + name + "` in the stage, above its use."
	if slices.Contains(platformArgs, name) {
		message = "`$" + name + "` is empty here: BuildKit sets it only in a stage that asks for it. Write `ARG " + name + "` above its use."
	}
	declaration, ok := p.declaration(in, name)
	if !ok {
		p.Report(in.Span, message, nil)
		return
	}
	first := p.File.CommentsAbove(in)
	keyword := likeCase("ARG", p.File.Text(in.Keyword))
	p.Report(in.Span, message, &Fix{
		Safety: Review,
		Note:   "`" + name + "` then has its value here: look at whether the command was written to work without it.",
		Edits:  []Edit{insert(p.File.FullLineSpan(first).Start, keyword+" "+declaration+p.File.LineEnding())},
	})
}

// declaration returns what an ARG has to say to bring a variable to an
// instruction: its name, with the default that it has in another stage. ok is
// false where it stands further down in the same stage: then that line is to be
// moved.
func (p *Pass) declaration(in *syntax.Instruction, name string) (text string, ok bool) {
	text = name
	for _, other := range p.File.Instructions {
		if other.Name != "ARG" {
			continue
		}
		for _, a := range other.Args {
			switch key, _, _ := strings.Cut(a.Text, "="); {
			case key != name:
			case other.Stage == nil:
				return name, true // the default of a global ARG comes with it
			case other.Stage == in.Stage:
				return "", false
			case !strings.Contains(a.Text, "$"):
				text = a.Text
			}
		}
	}
	return text, true
}

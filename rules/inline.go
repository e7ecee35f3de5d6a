package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// checkInline runs the rules of Dockerfiles over those that stand in a Compose file
// (dockerfile_inline), at their places. Texts with variables of Compose's are left
// alone: what is built differs from what is written.
func (p *Pass) checkInline(ctx Context) {
	p.services(func(s compose.Service) {
		e, ok := s.Get("build").Entry("dockerfile_inline")
		if !ok || e.Value.Shared || e.Key.Shared {
			return
		}
		block, ok := yaml.BlockOf(&p.File.Document, e.Key)
		if !ok || strings.Contains(block.Text, "$") {
			return
		}
		result := Run(syntax.Parse(p.File.Path, []byte(block.Text)), ctx)
		for _, f := range result.Findings {
			f.Span = block.Span(f.Span)
			f.Start, f.End = p.File.Position(f.Span.Start), p.File.Position(f.Span.End)
			f.Fix = outerFix(block, f.Fix, "services."+s.Name+".build.dockerfile_inline")
			p.findings = append(p.findings, f)
		}
	})
}

// outerFix returns a fix of the Dockerfile in a block as one of the outer file, nil when
// it reaches to the end of the text, where a block of text ends.
func outerFix(block yaml.Block, f *Fix, place string) *Fix {
	if f == nil {
		return nil
	}
	outer := *f
	outer.SameBuild, outer.Places, outer.Edits = false, []string{place}, nil
	for _, e := range f.Edits {
		if e.Span.End >= len(block.Text) {
			return nil
		}
		lines := strings.Split(e.New, "\n")
		for i := 1; i < len(lines); i++ {
			if lines[i] != "" || i == len(lines)-1 {
				lines[i] = strings.Repeat(" ", block.Indent) + lines[i]
			}
		}
		outer.Edits = append(outer.Edits, Edit{Span: block.Span(e.Span), New: strings.Join(lines, "\n")})
	}
	return &outer
}

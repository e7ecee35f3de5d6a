package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// inline is a Dockerfile that stands in a Compose file: its dollar signs are written
// twice there.
type inline struct {
	block yaml.Block
	text  string
}

// newInline returns the Dockerfile of a block; false for one with variables of Compose's,
// of which what is built differs from what is written.
func newInline(block yaml.Block) (inline, bool) {
	if strings.Contains(strings.ReplaceAll(block.Text, "$$", ""), "$") {
		return inline{}, false
	}
	return inline{block, strings.ReplaceAll(block.Text, "$$", "$")}, true
}

// span returns where a span of the Dockerfile stands in the outer file.
func (in inline) span(s syntax.Span) syntax.Span {
	offset := func(i int) int { return i + strings.Count(in.text[:min(i, len(in.text))], "$") }
	return in.block.Span(syntax.Span{Start: offset(s.Start), End: offset(s.End)})
}

// checkInline runs the rules of Dockerfiles over those that stand in a Compose file
// (dockerfile_inline), at their places.
func (p *Pass) checkInline(ctx Context) {
	p.services(func(s compose.Service) {
		e, ok := s.Get("build").Entry("dockerfile_inline")
		if !ok || e.Value.Shared || e.Key.Shared {
			return
		}
		block, ok := yaml.BlockOf(&p.File.Document, e.Key)
		if !ok {
			return
		}
		in, ok := newInline(block)
		if !ok {
			return
		}
		result := Run(syntax.Parse(p.File.Path, []byte(in.text)), ctx)
		for _, f := range result.Findings {
			f.Span = in.span(f.Span)
			f.Start, f.End = p.File.Position(f.Span.Start), p.File.Position(f.Span.End)
			f.Fix = in.fix(f.Fix, "services."+s.Name+".build.dockerfile_inline")
			p.findings = append(p.findings, f)
		}
	})
}

// fix returns a fix of the Dockerfile as one of the outer file, nil when it reaches to the
// end of the text, where a block of text ends.
func (in inline) fix(f *Fix, place string) *Fix {
	if f == nil {
		return nil
	}
	outer := *f
	outer.SameBuild, outer.Places, outer.Edits = false, []string{place}, nil
	for _, e := range f.Edits {
		if e.Span.End >= len(in.text) {
			return nil
		}
		lines := strings.Split(strings.ReplaceAll(e.New, "$", "$$"), "\n")
		for i := 1; i < len(lines); i++ {
			if lines[i] != "" || i == len(lines)-1 {
				lines[i] = strings.Repeat(" ", in.block.Indent) + lines[i]
			}
		}
		outer.Edits = append(outer.Edits, Edit{Span: in.span(e.Span), New: strings.Join(lines, "\n")})
	}
	return &outer
}

package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

// inlineHeader matches the end of the line in which a block of text begins.
var inlineHeader = regexp.MustCompile(`:\s*\|[+-]?\s*$`)

// inline is a Dockerfile that stands in a Compose file, as a block of text.
type inline struct {
	text   string
	outer  *syntax.Document
	first  int // its first line in the outer file
	indent int // of its lines, in bytes
}

// checkInline runs the rules of Dockerfiles over those that stand in a Compose file
// (dockerfile_inline), at their places. Texts with variables of Compose's are left
// alone: what is built differs from what is written.
func (p *Pass) checkInline(ctx Context) {
	p.services(func(s compose.Service) {
		e, ok := s.Get("build").Entry("dockerfile_inline")
		if !ok || e.Value.Shared || e.Key.Shared {
			return
		}
		in, ok := p.inlineAt(e.Key)
		if !ok || strings.Contains(in.text, "$") {
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

// inlineAt returns the block of text of a key, false when it is written in another way.
func (p *Pass) inlineAt(key *compose.Value) (inline, bool) {
	at := p.File.Position(key.Span.Start)
	if !inlineHeader.MatchString(p.File.Text(p.File.LineSpan(at.Line))) || strings.Contains(string(p.File.Source), "\r") {
		return inline{}, false
	}
	in := inline{outer: &p.File.Document, first: at.Line + 1, indent: -1}
	var b strings.Builder
	for line := in.first; line <= p.File.Lines(); line++ {
		text := p.File.Text(p.File.LineSpan(line))
		if strings.TrimSpace(text) == "" {
			b.WriteString("\n")
			continue
		}
		depth := len(text) - len(strings.TrimLeft(text, " "))
		if in.indent < 0 {
			in.indent = depth
		}
		if depth < in.indent || depth < at.Column {
			break
		}
		b.WriteString(text[in.indent:] + "\n")
	}
	in.text = strings.TrimRight(b.String(), "\n") + "\n"
	return in, in.indent > 0
}

// span returns where a span of the Dockerfile stands in the outer file.
func (in inline) span(s syntax.Span) syntax.Span {
	return syntax.Span{Start: in.offset(s.Start), End: in.offset(s.End)}
}

func (in inline) offset(inner int) int {
	before := in.text[:min(inner, len(in.text))]
	line := in.first + strings.Count(before, "\n")
	column := len(before) - (strings.LastIndex(before, "\n") + 1)
	span := in.outer.LineSpan(line)
	return min(span.Start+in.indent+column, max(span.End, span.Start))
}

// fix returns a fix of the Dockerfile as one of the outer file, nil when it reaches to
// the end of the text, where a block of text ends.
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
		lines := strings.Split(e.New, "\n")
		for i := 1; i < len(lines); i++ {
			if lines[i] != "" || i == len(lines)-1 {
				lines[i] = strings.Repeat(" ", in.indent) + lines[i]
			}
		}
		outer.Edits = append(outer.Edits, Edit{Span: in.span(e.Span), New: strings.Join(lines, "\n")})
	}
	return &outer
}

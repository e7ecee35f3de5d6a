package compose

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

// Embedded implements syntax.Embedder: the Dockerfiles in the services' `dockerfile_inline`.
func (f *File) Embedded() []syntax.Embedded { return f.embedded() }

func (f *File) findEmbedded() (all []syntax.Embedded) {
	if f.Err != nil {
		return nil
	}
	f.EachService(func(s Service) {
		e, ok := s.Get("build").Entry("dockerfile_inline")
		if !ok || e.Value.Shared || e.Key.Shared {
			return
		}
		block, ok := yaml.BlockOf(&f.Document, e.Key)
		if !ok || strings.Contains(strings.ReplaceAll(block.Text, "$$", ""), "$") {
			return // with a variable of Compose's, another text is built than is written here
		}
		in := inline{block, strings.ReplaceAll(block.Text, "$$", "$")}
		all = append(all, syntax.Embedded{
			File:  dockerfile.Parse(f.Path, []byte(in.text)),
			Place: "services." + s.Name + ".build.dockerfile_inline",
			Outer: in.outer,
			Quote: in.quote,
		})
	})
	return all
}

// inline is a Dockerfile in a Compose file, which doubles its dollar signs.
type inline struct {
	block yaml.Block
	text  string
}

// outer returns the span of the Compose file that holds a span of the Dockerfile.
func (in inline) outer(s syntax.Span) syntax.Span {
	offset := func(i int) int { return i + strings.Count(in.text[:min(i, len(in.text))], "$") }
	return in.block.Span(syntax.Span{Start: offset(s.Start), End: offset(s.End)})
}

// quote returns a text of the Dockerfile with doubled dollar signs and the block's indentation.
func (in inline) quote(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "$", "$$"), "\n")
	for i := 1; i < len(lines); i++ {
		if lines[i] != "" || i == len(lines)-1 {
			lines[i] = strings.Repeat(" ", in.block.Indent) + lines[i]
		}
	}
	return strings.Join(lines, "\n")
}

package proof

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// SameHeredocs returns an error if a changed file has a here-document that the original doesn't have to
// the byte. The script of `RUN <<EOF` doesn't count. A here-document may go with its instruction.
func SameHeredocs(before, after syntax.File) error {
	left := map[string]int{}
	for _, body := range heredocs(before) {
		left[body]++
	}
	for _, body := range heredocs(after) {
		if left[body]--; left[body] < 0 {
			line, _, _ := strings.Cut(body, "\n")
			return fmt.Errorf("it changes a here-document that isn't the script, the one that begins with %q", line)
		}
	}
	return nil
}

// heredocs returns the texts of the here-documents that are input or a file's text.
func heredocs(file syntax.File) (bodies []string) {
	if f, ok := file.(*dockerfile.File); ok {
		for in := range f.Triggered() {
			if _, isScript := in.ScriptHeredoc(); !isScript {
				for _, doc := range in.Heredocs {
					bodies = append(bodies, f.Text(doc.Body))
				}
			}
		}
	}
	holder, ok := file.(shell.Holder)
	if !ok {
		return bodies
	}
	for _, s := range holder.Scripts() {
		for _, c := range s.Commands {
			for _, r := range c.Redirects {
				if r.Body.Len() > 0 {
					bodies = append(bodies, file.Common().Text(r.Body))
				}
			}
		}
	}
	return bodies
}

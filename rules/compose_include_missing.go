package rules

import (
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeIncludeMissing = &Rule{
	ID:       "compose-include-missing",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`include` or `extends` names what is not there",
	Doc: "Compose stops at a file of `include` or `extends` that is not in the repository, and at a\n" +
		"service that is extended and does not exist: then none of the services starts.\n\n" +
		"Files are looked for where the repository is at hand and something else than YAML lies\n" +
		"beside the Compose file. Paths outside of it, with variables, and those that are fetched\n" +
		"are left alone.",
	FixDoc: "None: what was meant only you can say.",
	Check: func(p *Pass) {
		file, ok := p.File.Model.(*compose.File)
		if !ok {
			return
		}
		for _, v := range included(file) {
			if p.isMissingFile(v.Text) && !v.Shared {
				p.Report(v.Span, "There is no `"+v.Text+"` here, and Compose stops at it: no service of this file starts. Mend the path.", nil)
			}
		}
		p.services(func(s compose.Service) {
			extends := s.Get("extends")
			from, base := extends.Get("file"), extends
			if extends != nil && extends.Kind == yaml.Map {
				base = extends.Get("service")
			}
			switch {
			case base == nil || base.Kind != yaml.Scalar || strings.Contains(base.Text, "$"):
			case from != nil:
				if from.Kind == yaml.Scalar && p.isMissingFile(from.Text) {
					p.Report(itemSpan(s, "extends", from), "There is no `"+from.Text+"` here, and Compose stops at it: no service of this file starts. Mend the path.", nil)
				}
			case file.Root.Get("services", base.Text) == nil && file.Root.Get("include") == nil:
				p.Report(itemSpan(s, "extends", base), "There is no service `"+base.Text+"` in this file, and Compose stops at it: no service starts. Name the `file` that has it, or mend the name.", nil)
			}
		})
	},
}

// included returns the paths that a file includes.
func included(file *compose.File) (paths []*yaml.Value) {
	include := file.Root.Get("include")
	if include == nil {
		return nil
	}
	for _, item := range include.Items {
		entry := item
		if item.Kind == yaml.Map {
			entry = item.Get("path")
		}
		switch {
		case entry == nil:
		case entry.Kind == yaml.Scalar:
			paths = append(paths, entry)
		default:
			for _, i := range entry.Items {
				if i.Kind == yaml.Scalar {
					paths = append(paths, i)
				}
			}
		}
	}
	return paths
}

// isMissingFile reports whether a path that a Compose file names is not in the tree;
// false where that cannot be told.
func (p *Pass) isMissingFile(name string) bool {
	if p.Tree == nil || name == "" || path.IsAbs(name) || strings.ContainsAny(name, "$~") || strings.Contains(name, ":") || strings.HasSuffix(name, ".git") || !p.besideCompose() {
		return false
	}
	name = path.Join(path.Dir(p.File.Path), name)
	return fs.ValidPath(name) && p.isMissing(name)
}

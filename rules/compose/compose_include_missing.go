package compose

import (
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var IncludeMissing = &lint.Rule{
	ID:       "compose-include-missing",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`include` or `extends` names a file or service that doesn't exist",
	Doc: "Compose stops if a file in `include` or `extends` isn't in the repository, or if an extended\n" +
		"service doesn't exist. None of the services starts then.\n\n" +
		"To check files, the rule needs the repository, and more than YAML in the Compose file's\n" +
		"folder. It skips paths outside the repository, with variables, or fetched from elsewhere. A\n" +
		"missing file is a warning, since something may create it before Compose reads it.",
	FixDoc: "None: only you can say what was meant.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		const missingFile = "`%s` isn't in the repository, so no service in this file starts unless something creates it first. Fix the path."
		file := p.File
		for _, v := range included(file) {
			if isMissingFile(p.Facts, p.File, v.Text) && !v.Shared {
				p.WithSeverity(lint.Warning).Report(v.Span, fmt.Sprintf(missingFile, v.Text), nil)
			}
		}
		p.File.EachService(func(s compose.Service) {
			extends := s.Get("extends")
			from, base := extends.Get("file"), extends
			if extends != nil && extends.Kind == yaml.Map {
				base = extends.Get("service")
			}
			switch {
			case base == nil || base.Kind != yaml.Scalar || strings.Contains(base.Text, "$"):
			case from != nil:
				if from.Kind == yaml.Scalar && isMissingFile(p.Facts, p.File, from.Text) {
					p.WithSeverity(lint.Warning).Report(compose.ItemSpan(s, "extends", from), fmt.Sprintf(missingFile, from.Text), nil)
				}
			case file.Root.Get("services", base.Text) == nil && file.Root.Get("include") == nil:
				p.Report(compose.ItemSpan(s, "extends", base), fmt.Sprintf(
					"No service in this file starts: there's no service `%s` here to extend. Name the `file` that has it, or fix the name.", base.Text), nil)
			}
		})
	}),
}

// included returns the paths in a file's include.
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

// isMissingFile reports whether a path in a Compose file isn't in the tree. It returns
// false if the tree can't tell.
func isMissingFile(known *facts.Facts, file *compose.File, name string) bool {
	if known.Tree == nil || name == "" || path.IsAbs(name) || strings.ContainsAny(name, "$~") || strings.Contains(name, ":") || strings.HasSuffix(name, ".git") || !besideCompose(known, file) {
		return false
	}
	name = path.Join(path.Dir(file.Path), name)
	return fs.ValidPath(name) && known.IsMissing(name)
}

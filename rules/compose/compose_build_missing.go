package compose

import (
	"fmt"
	"io/fs"
	"path"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var BuildMissing = &lint.Rule{
	ID:       "compose-build-missing",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a service's build folder or Dockerfile doesn't exist",
	Doc: "`docker compose build` fails if the context or the Dockerfile isn't in the repository. Often\n" +
		"a folder was renamed. Or the Dockerfile is beside the Compose file, but Compose looks for\n" +
		"`dockerfile` below the context.\n\n" +
		"The rule needs the repository. It says nothing if the Compose file's folder holds only YAML.\n" +
		"It skips contexts outside the repository, with variables, or fetched from elsewhere.",
	FixDoc: "None: only you can say which folder was meant.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		if p.Facts.Tree == nil || !besideCompose(p.Facts, p.File) {
			return
		}
		p.File.EachService(func(s compose.Service) {
			b := compose.BuildOf(s)
			if b.Context == "" {
				return
			}
			context := path.Join(path.Dir(p.File.Path), b.Context)
			if !fs.ValidPath(context) {
				return
			}
			if p.Facts.IsMissing(context) {
				p.Report(compose.At(s, "build"), fmt.Sprintf(
					"The folder `%s` isn't in the repository, so this service can't be built unless something creates it first. Fix the path in `build`.", b.Context), nil)
				return
			}
			if file := path.Join(context, b.Dockerfile); b.Dockerfile != "" && fs.ValidPath(file) && p.Facts.IsMissing(file) {
				p.Report(compose.At(s, "build"), fmt.Sprintf(
					"There's no `%s` in `%s`, so this service can't be built unless something creates it first. Write `dockerfile` relative to the context.",
					b.Dockerfile, b.Context), nil)
			}
		})
	}),
}

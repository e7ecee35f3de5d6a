package label

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
)

var Maintainer = &lint.Rule{
	ID:       "maintainer",
	Aliases:  []string{"DL4000", "DS-0022", "CKV_DOCKER_6"},
	BuildKit: []string{"MaintainerDeprecated"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "MAINTAINER is deprecated; use a label instead",
	Doc: "MAINTAINER has been deprecated since Docker 1.13 and may be removed. Registries and tools\n" +
		"look for the author in the label `org.opencontainers.image.authors`.",
	FixDoc: "Replaces it with the label. The image's old author field stays empty, which doesn't affect running containers.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if in.Name != "MAINTAINER" {
				continue
			}
			author := strings.TrimSpace(in.Args[0].Text)
			if n := len(author); n > 1 && author[0] == author[n-1] && (author[0] == '"' || author[0] == '\'') {
				author = author[1 : n-1]
			}
			var fix *lint.Fix
			if !strings.ContainsAny(author, "\\\"`\n") && !strings.Contains(author, "$") {
				label := edit.LikeCase("LABEL", p.File.Text(in.Keyword)) + ` org.opencontainers.image.authors="` + author + `"`
				fix = &lint.Fix{Safety: lint.Safe, Note: "Registries and tools look for the author in this label.", Edits: []lint.Edit{{Span: in.Span, New: label}}}
			}
			if p.File.HasContinuedComment(in) {
				fix = nil
			}
			p.Report(in.Span, "MAINTAINER is deprecated and may stop working. Use the label `org.opencontainers.image.authors`, which registries show.", fix)
		}
	}),
}

package copy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var AddInsteadOfCopy = &lint.Rule{
	ID:       "add-instead-of-copy",
	Aliases:  []string{"DL3020", "DS-0005", "CKV_DOCKER_4"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "ADD for plain files, where COPY is enough",
	Doc: "ADD also unpacks archives and downloads URLs. On plain files it does the same as\n" +
		"COPY, until one day a file turns out to be an archive and arrives unpacked. COPY only\n" +
		"copies.",
	FixDoc: "Replaces ADD with COPY. BuildKit's graph differs in one flag, the one that allows unpacking. If a source's name doesn't show that it isn't an archive, the fix needs review.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			sources, _, ok := in.Sources()
			if !ok || in.Name != "ADD" || in.HasFlag("checksum") || in.HasFlag("unpack") || in.HasFlag("keep-git-dir") {
				continue
			}
			plain := slices.IndexFunc(sources, func(a dockerfile.Arg) bool { return !mayNeedAdd(in, a.Text) && surelyPlain(a.Text) })
			if slices.ContainsFunc(sources, func(a dockerfile.Arg) bool { return mayNeedAdd(in, a.Text) }) {
				if plain >= 0 {
					p.Report(sources[plain].Span, fmt.Sprintf("`%s` is a plain file beside sources that may need ADD. Give it its own COPY, which never unpacks.", sources[plain].Text), nil)
				}
				continue
			}
			fix := &lint.Fix{Safety: lint.Safe, Note: "COPY does the same for these files.", Edits: []lint.Edit{{Span: in.Keyword, New: edit.LikeCase("COPY", p.File.Text(in.Keyword))}}}
			if !slices.ContainsFunc(sources, func(a dockerfile.Arg) bool { return !surelyPlain(a.Text) }) {
				p.Report(in.Span, addMessage, fix)
				continue
			}
			fix.Safety = lint.Review
			fix.Note = "Check that no source is an archive: ADD unpacks it, COPY doesn't."
			p.Report(in.Span, addMessage, fix)
		}
	}),
}

const addMessage = "ADD also unpacks archives and downloads URLs, so the result depends on what the source happens to be. Use COPY for plain files."

// archives are the extensions of files that ADD may unpack. Zip isn't one: ADD copies zip
// files as COPY does.
var archives = []string{".tar", ".gz", ".tgz", ".bz2", ".tb2", ".tbz", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".lzma", ".lz", ".tlz", ".tz", ".tpz", ".z", ".rootfs"}

// mayNeedAdd reports whether a source needs ADD, or may need it: a URL, a Git repository,
// an archive, or a variable whose value isn't known.
func mayNeedAdd(in *dockerfile.Instruction, source string) bool {
	if in.Stage == nil {
		return true
	}
	source, known := in.Stage.Expand(strings.Trim(source, `"'`), in)
	if !known || strings.Contains(source, "://") || strings.HasPrefix(source, "git@") || strings.HasSuffix(source, ".git") {
		return true
	}
	return slices.Contains(archives, strings.ToLower(path.Ext(strings.TrimRight(source, `*"'`)))) || strings.Contains(strings.ToLower(source), ".tar")
}

// surelyPlain reports whether a source is a folder, or a file with an extension. A folder
// may contain archives: ADD unpacks only those that it names directly.
func surelyPlain(source string) bool {
	source = strings.Trim(source, `"'`)
	if strings.HasPrefix(source, "<<") || source == "." || strings.HasSuffix(source, "/") || strings.HasSuffix(source, "/.") {
		return true
	}
	ext := path.Ext(source)
	return len(ext) > 1 && !strings.ContainsAny(ext, "*?[$")
}

package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var addInsteadOfCopy = &Rule{
	ID:       "add-instead-of-copy",
	Aliases:  []string{"DL3020", "DS-0005", "CKV_DOCKER_4"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "ADD for plain files, where COPY says what happens",
	Doc: "ADD does more than its name says: it unpacks archives and fetches URLs. On plain\n" +
		"files it does the same as COPY, until one day a file turns out to be an archive\n" +
		"and arrives in pieces. COPY copies, always.",
	FixDoc: "Replaces ADD by COPY. BuildKit's graph differs in one flag, the one that allows unpacking. Where a source's name does not tell that it is no archive, the fix is for review.",
	Safety: Safe,
	Check: func(p *Pass) {
		for in := range p.triggered() {
			sources, _, ok := in.Sources()
			if !ok || in.Name != "ADD" || in.HasFlag("checksum") || in.HasFlag("unpack") || in.HasFlag("keep-git-dir") {
				continue
			}
			plain := slices.IndexFunc(sources, func(a syntax.Arg) bool { return !mayNeedAdd(in, a.Text) && surelyPlain(a.Text) })
			if slices.ContainsFunc(sources, func(a syntax.Arg) bool { return mayNeedAdd(in, a.Text) }) {
				if plain >= 0 {
					p.Report(sources[plain].Span, "`"+sources[plain].Text+"` is a plain file beside others that only ADD can bring. Give it a COPY of its own, which only copies.", nil)
				}
				continue
			}
			fix := &Fix{Safety: Safe, Note: "COPY does the same with these files.", Edits: []Edit{{in.Keyword, likeCase("COPY", p.File.Text(in.Keyword))}}}
			if !slices.ContainsFunc(sources, func(a syntax.Arg) bool { return !surelyPlain(a.Text) }) {
				p.Report(in.Span, addMessage, fix)
				continue
			}
			fix.Safety = Review
			fix.Note = "Check that none of the sources is an archive that ADD unpacks here."
			p.Report(in.Span, addMessage, fix)
		}
	},
}

const addMessage = "ADD unpacks archives and fetches URLs, so what arrives in the image depends on what the source happens to be. These are plain files: use COPY, which only copies."

// archives are the name endings of what ADD unpacks. A zip file is not among
// it: ADD copies that as COPY does.
var archives = []string{".tar", ".gz", ".tgz", ".bz2", ".tb2", ".tbz", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".lzma", ".lz", ".tlz", ".tz", ".tpz", ".z", ".rootfs"}

// mayNeedAdd reports whether a source is something that only ADD can do, or
// may be: a URL, a Git repository, an archive, or a variable of unknown value.
func mayNeedAdd(in *syntax.Instruction, source string) bool {
	if in.Stage == nil {
		return true
	}
	source, known := in.Stage.Expand(strings.Trim(source, `"'`), in)
	if !known || strings.Contains(source, "://") || strings.HasPrefix(source, "git@") || strings.HasSuffix(source, ".git") {
		return true
	}
	return slices.Contains(archives, strings.ToLower(path.Ext(strings.TrimRight(source, `*"'`)))) || strings.Contains(strings.ToLower(source), ".tar")
}

// surelyPlain reports whether a source is a folder or a file whose name tells
// its kind: ADD unpacks archives only where they are named themselves.
func surelyPlain(source string) bool {
	source = strings.Trim(source, `"'`)
	if strings.HasPrefix(source, "<<") || source == "." || strings.HasSuffix(source, "/") || strings.HasSuffix(source, "/.") {
		return true
	}
	ext := path.Ext(source)
	return len(ext) > 1 && !strings.ContainsAny(ext, "*?[$")
}

// likeCase writes a keyword in the case of another.
func likeCase(keyword, like string) string {
	if like == strings.ToLower(like) {
		return strings.ToLower(keyword)
	}
	return keyword
}

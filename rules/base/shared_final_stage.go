package base

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/products"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// inFinalStage returns the edits that end a stage behind its last RUN and run its product in a new one: what
// follows that RUN is the new stage's, and what is needed from above moves or is repeated. same is true if
// the program starts with the same variables.
func inFinalStage(file *dockerfile.File, stage *dockerfile.Stage, product products.Product) (edits []lint.Edit, same bool) {
	name := stage.Name
	if name == "" {
		name = "build"
		edits = append(edits, edit.Insert(stage.From.Args[len(stage.From.Args)-1].Span.End, edit.LikeCase(" AS ", file.Text(stage.From.Keyword))+name))
	}
	keyword := func(k string) string { return edit.LikeCase(k, file.Text(stage.From.Keyword)) }
	lines := []string{"", keyword("FROM") + " " + product.Base}
	if dir := product.Built.Before.Workdir; dir != "" && !setsWorkdir(stage, product.Built.Index+1) {
		lines = append(lines, keyword("WORKDIR")+" "+dir)
	}
	same = true
	var moved []*dockerfile.Instruction
	for _, in := range stage.Instructions {
		switch {
		case in.Index > product.Built.Index:
		case in.Name == "ENV" && onlyForBuilds(in):
			same = false
		case in.Name == "ENV":
			lines = append(lines, in.Text())
		case slices.Contains([]string{"CMD", "ENTRYPOINT", "EXPOSE", "LABEL", "VOLUME", "STOPSIGNAL", "HEALTHCHECK"}, in.Name):
			lines = append(lines, in.Text())
			if !file.HasCommentAbove(in) {
				moved = append(moved, in)
			}
		}
	}
	for _, c := range product.Copies {
		lines = append(lines, fmt.Sprintf("%s --from=%s %s %s", keyword("COPY"), name, c.From, c.To))
	}
	eol := file.LineEnding()
	text := eol + strings.Join(lines, eol)
	return append(append(edits, edit.Remove(file, moved...)...), edit.Insert(file.LineSpan(product.Built.EndLine).End, text)), same
}

// setsWorkdir reports whether the instruction with an index is a WORKDIR that names all of its path.
func setsWorkdir(stage *dockerfile.Stage, index int) bool {
	return slices.ContainsFunc(stage.Instructions, func(in *dockerfile.Instruction) bool {
		return in.Index == index && in.Name == "WORKDIR" && strings.HasPrefix(in.Args[0].Text, "/")
	})
}

// buildVariables matches variables that only tools of the build read. Those that a Go program's runtime reads
// (GOGC, GODEBUG…) aren't among them.
var buildVariables = regexp.MustCompile(`^(?:GO(?:111MODULE|OS|ARCH|ARM|AMD64|PROXY|PRIVATE|SUMDB|NOSUMDB|NOPROXY|INSECURE|FLAGS|PATH|BIN|ROOT|CACHE|MODCACHE|TOOLCHAIN|WORK|EXPERIMENT)|CGO_\w+|CARGO_\w+|RUST(?:FLAGS|UP_\w+)|MAVEN_\w+|GRADLE_\w+|NUGET_\w+|PATH)$`)

// onlyForBuilds reports whether an ENV sets only variables that tools of the build read.
func onlyForBuilds(in *dockerfile.Instruction) bool {
	for name := range in.Definitions() {
		if !buildVariables.MatchString(name) {
			return false
		}
	}
	return true
}

// Package trades tells from a rule's id where it belongs: its folder below rules, and the heading under
// which people look for it.
//
// It may import lint and kinds.
package trades

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// subjects are the first words of ids. Without a heading, a rule's is what it reads.
var subjects = []struct{ word, trade, heading string }{
	{"from", "base", "FROM"},
	{"run", "run", "RUN"},
	{"copy", "copy", "COPY"},
	{"add", "copy", "ADD"},
	{"env", "env", "ENV"},
	{"arg", "env", "ARG"},
	{"cmd", "start", "CMD"},
	{"data", "start", "CMD"},
	{"runtime", "start", "CMD"},
	{"service", "start", "CMD"},
	{"entrypoint", "start", "ENTRYPOINT"},
	{"healthcheck", "start", "HEALTHCHECK"},
	{"user", "start", "USER"},
	{"expose", "start", "EXPOSE"},
	{"volume", "start", "VOLUME"},
	{"stopsignal", "start", "STOPSIGNAL"},
	{"stage", "stage", "FROM"},
	{"workdir", "stage", "WORKDIR"},
	{"onbuild", "stage", "ONBUILD"},
	{"shell", "stage", "SHELL"},
	{"label", "label", "LABEL"},
	{"maintainer", "label", "MAINTAINER"},
	{"order", "order", ""},
	{"compose", "compose", ""},
	{"script", "script", kinds.Title(syntax.ShellScript)},
	{"unit", "unit", ""},
}

// Names returns the folders below rules that hold rules, sorted.
func Names() (names []string) {
	for _, s := range subjects {
		names = append(names, s.trade)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Of returns the folder below rules for a rule's id, "" if its first word goes with none.
func Of(id string) string {
	trade, _ := find(id)
	return trade
}

// Heading returns what a rule is about: an instruction, or the kinds of files that it reads if
// Dockerfiles aren't among them. It is "any" for a rule about several instructions.
func Heading(r *lint.Rule) string {
	if _, heading := find(r.ID); heading != "" {
		return heading
	}
	if r.Reads(syntax.Dockerfile) {
		return "any"
	}
	var titles []string
	for _, k := range kinds.All() {
		if r.Reads(k) {
			titles = append(titles, kinds.Title(k))
		}
	}
	return strings.Join(titles, ", ")
}

func find(id string) (trade, heading string) {
	first, _, _ := strings.Cut(id, "-")
	for _, s := range subjects {
		if s.word == first {
			return s.trade, s.heading
		}
	}
	return "", ""
}

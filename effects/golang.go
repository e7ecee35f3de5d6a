package effects

import (
	"path"
	"slices"
	"strings"
)

// golang is for the go command. It doesn't write go.sum: a build that would have to change it fails.
var golang = family{
	programs:  []string{"go"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		words, ok := literal(c.Words)
		if c.has("-C") || len(words) < 2 && ok {
			return unknown("`go` in another folder")
		}
		names := []string{"GO*", "CGO_*"}
		dir := orRoot(c.dir)
		e := c.languagePackages(names, "/go", "/root/go", "/root/.cache")
		e.Reads = append(e.Reads, below("/go")...)
		verb := ""
		if len(c.Words) > 1 {
			verb = c.Words[1].Value
		}
		switch {
		case verb == "mod" && ok && len(words) > 2 && (words[2] == "download" || words[2] == "verify"):
			c.reads(&e, NamesMore, "go.mod")
			if c.inContext("go.work") {
				e.Reads = append(e.Reads, below(dir)...)
			}
			e.Reads = append(e.Reads, c.above("go.work")...)
			e.Reads = append(e.Reads, exactly(path.Join(dir, "go.sum"), path.Join(dir, "go.work"), path.Join(dir, "go.work.sum"))...)
			return e
		case verb == "install" && ok && slices.ContainsFunc(words[2:], func(w string) bool { return strings.Contains(w, "@") }):
			e.Class = Compile
			return e
		case verb == "env" && !c.has("-w"), verb == "version":
			return Effect{Class: Files}
		case slices.Contains([]string{"build", "install", "test", "vet"}, verb):
			e.Class = Compile
			e.Reads = append(e.Reads, below(dir)...)
			e.Reads = append(e.Reads, variables("*")...) // tests and -ldflags can use any
			output, has := c.option("-o")
			if !has {
				e.Writes = append(e.Writes, below(dir)...)
				return e
			}
			name, known := c.path(output)
			if !known {
				return unknown("an output of `go` that is not known")
			}
			e.Writes = append(e.Writes, below(name)...)
			if verb == "test" {
				e.Writes = append(e.Writes, below(dir)...)
			}
			return e
		}
		return unknown("`go " + verb + "`, which may read and write anything")
	},
}

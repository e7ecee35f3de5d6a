package effects

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// files is for commands that read and write the files they name.
var files = family{
	programs: []string{"mkdir", "touch", "rm", "rmdir", "cp", "mv", "ln", "chmod", "chown", "chgrp", "install", "cat", "ls", "head", "tail", "wc", "stat", "find", "grep", "cut", "sort", "uniq", "tr", "tee", "truncate", "sha256sum", "md5sum"},
	effect: func(c *call) Effect {
		var e Effect
		e.Class = Files
		words := c.arguments("-m", "--mode", "-o", "--owner", "-g", "--group", "-t", "--target-directory", "--reference", "-S", "-n", "-c", "-d", "-f", "-k", "-s")
		program := c.Program()
		switch program {
		case "chown", "chgrp", "chmod":
			if len(words) == 0 {
				return unknown("`" + program + "` without a word")
			}
			if program != "chmod" {
				for part := range strings.SplitSeq(words[0].Value, ":") {
					if strings.Trim(part, "0123456789") != "" {
						e.Reads = append(e.Reads, Place{Kind: Account, Name: part})
					}
				}
			}
			words = words[1:]
		case "grep", "cut", "tr":
			words = words[min(1, len(words)):]
		case "find":
			if c.has("-exec", "-execdir", "-ok", "-delete", "-fprint") && !c.findRemoves() {
				return unknown("`find` that runs something")
			}
			if i := slices.IndexFunc(words, func(w shell.Word) bool { return strings.HasPrefix(w.Source, "-") || w.Value == "(" || w.Value == "!" }); i >= 0 {
				words = words[:i]
			}
			words = words[:min(1, len(words))]
		case "install":
			if w, ok := c.option("-o", "--owner"); ok {
				e.Reads = append(e.Reads, Place{Kind: Account, Name: w.Value})
			}
			if w, ok := c.option("-g", "--group"); ok {
				e.Reads = append(e.Reads, Place{Kind: Account, Name: w.Value})
			}
			if c.has("-t", "--target-directory", "--reference") {
				return unknown("`install` into a folder of an option")
			}
		case "cp", "mv", "ln":
			if c.has("-t", "--target-directory") {
				return unknown("`" + program + "` into a folder of an option")
			}
		}
		for _, w := range words {
			name, ok := c.path(w)
			if !ok {
				return unknown("`" + program + "` on a path that is not known")
			}
			e.Reads = append(e.Reads, below(name)...)
			if !slices.Contains([]string{"cat", "ls", "head", "tail", "wc", "stat", "grep", "cut", "sort", "uniq", "tr", "sha256sum", "md5sum"}, program) {
				e.Writes = append(e.Writes, below(name)...)
				if slices.Contains([]string{"mkdir", "touch", "cp", "mv", "ln", "install", "tee", "truncate"}, program) {
					e.Reads = append(e.Reads, exactly(path.Dir(name))...) // must exist
				}
			}
			if program == "mkdir" {
				e.Writes = append(e.Writes, folders(path.Dir(name), "mkdir")...)
			}
		}
		return e
	},
}

// findRemoves reports whether a find only removes what it finds, or changes its mode or owner.
func (c *call) findRemoves() bool {
	if c.has("-delete") && !c.has("-exec", "-execdir", "-ok") {
		return true
	}
	w, ok := c.option("-exec")
	return ok && (w.Value == "rm" || w.Value == "chmod" || w.Value == "chown")
}

// archives is for commands that pack and unpack.
var archives = family{
	programs:  []string{"tar", "unzip", "gunzip", "gzip", "xz", "bunzip2"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		e := Effect{Class: Files}
		dir := orRoot(c.dir)
		if w, ok := c.option("-C", "--directory", "-d"); ok {
			name, known := c.path(w)
			if !known {
				return unknown("a folder that is not known")
			}
			dir = name
		}
		words := c.arguments("-C", "--directory", "-d", "--strip-components")
		if c.Program() == "tar" && len(words) > 0 && !strings.HasPrefix(c.Words[1].Value, "-") {
			words = words[1:] // options without a dash
		}
		for _, w := range words {
			if name, ok := c.path(w); ok {
				e.Reads, e.Writes = append(e.Reads, below(name)...), append(e.Writes, below(name)...)
			}
		}
		e.Reads, e.Writes = append(e.Reads, below(dir)...), append(e.Writes, below(dir)...)
		e.Reads = append(e.Reads, exactly(path.Dir(dir))...) // must exist
		return e
	},
}

// edited is for commands that may edit files in place.
var edited = family{
	programs: []string{"sed", "awk"},
	effect: func(c *call) Effect {
		e := Effect{Class: Files}
		inPlace := slices.ContainsFunc(c.Words, func(w shell.Word) bool { return strings.HasPrefix(w.Value, "-i") || w.Value == "--in-place" })
		words := c.arguments("-e", "--expression", "-f", "--file", "-v", "-F")
		if !c.has("-e", "--expression", "-f", "--file") {
			words = words[min(1, len(words)):]
		}
		if c.has("-f", "--file") || c.Program() == "awk" && len(words) > 0 {
			return unknown("a script of `" + c.Program() + "`")
		}
		for _, w := range words {
			name, ok := c.path(w)
			if !ok {
				return unknown("`" + c.Program() + "` on a path that is not known")
			}
			e.Reads = append(e.Reads, below(name)...)
			if inPlace {
				e.Writes = append(e.Writes, below(name)...)
			}
		}
		return e
	},
}

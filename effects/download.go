package effects

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// downloads is for commands that download files.
var downloads = family{
	programs: []string{"curl", "wget"},
	effect: func(c *call) Effect {
		e := Effect{Class: Download, Reads: append(below(programs...), variables("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "CURL_*", "SSL_*", "HOME")...)}
		letter, long, elsewhere := "o", "--output", []string{"-K", "--config", "-T", "--upload-file", "--output-dir"}
		if c.Program() == "wget" {
			letter, long, elsewhere = "O", "--output-document", []string{"-i", "--input-file", "-P", "--directory-prefix", "-r", "--recursive", "-m", "--mirror", "-x"}
		}
		if c.has(elsewhere...) {
			return unknown("`" + c.Program() + "` with files that are not known")
		}
		outputs := c.outputs(letter, long)
		for _, w := range outputs {
			if w.Value == "-" || w.Value == "/dev/null" || w.Value == "/dev/stdout" {
				continue
			}
			name, ok := c.path(w)
			if !ok {
				return unknown("a download to a path that is not known")
			}
			e.Writes = append(e.Writes, exactly(name)...)
			e.Reads = append(e.Reads, exactly(path.Dir(name))...)
		}
		if c.Program() == "wget" && len(outputs) == 0 || c.Program() == "curl" && c.namesItself() {
			if c.dir == "" {
				return unknown("a download to a folder that is not known")
			}
			e.Writes = append(e.Writes, below(c.dir)...)
		}
		return e
	},
}

// outputs returns the values of an option, given by its long name or its letter. The letter may be
// the last of several.
func (c *call) outputs(letter, long string) (words []shell.Word) {
	for i, w := range c.Words[1:] {
		value, inOne := strings.CutPrefix(w.Value, long+"=")
		letters := strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--")
		switch {
		case inOne:
			words = append(words, shell.Word{Value: value, Source: value, Literal: w.Literal})
		case letters && strings.HasSuffix(w.Value, letter+"-"):
			words = append(words, shell.Word{Value: "-", Literal: true})
		case (w.Value == long || letters && strings.HasSuffix(w.Value, letter)) && i+2 < len(c.Words):
			words = append(words, c.Words[i+2])
		}
	}
	return words
}

// namesItself reports whether curl takes the file name from the URL (-O).
func (c *call) namesItself() bool {
	return slices.ContainsFunc(c.Words[1:], func(w shell.Word) bool {
		letters := strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--")
		return letters && strings.Contains(w.Value, "O") || w.Value == "--remote-name" || w.Value == "--remote-name-all"
	})
}

// git is for git clone.
var git = family{
	programs:  []string{"git"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		if len(c.Words) < 3 || c.Words[1].Value != "clone" {
			return unknown("`git`, which may read and write anything")
		}
		words := c.arguments("-b", "--branch", "--depth", "-c", "--config", "-j", "--jobs", "-o", "--origin", "--filter", "--reference")
		home, ok := c.home()
		if !ok || len(words) < 2 {
			return unknown("`git clone` of what is not known")
		}
		e := Effect{Class: Download, Reads: append(below("/etc", home), variables("GIT_*", "HTTPS_PROXY", "https_proxy", "http_proxy", "HOME")...)}
		target := shell.Word{Value: strings.TrimSuffix(path.Base(words[1].Value), ".git"), Literal: words[1].Literal}
		if len(words) > 2 {
			target = words[2]
		}
		name, ok := c.path(target)
		if !ok {
			return unknown("`git clone` to a folder that is not known")
		}
		e.Writes = below(name)
		e.Reads = append(e.Reads, below(name)...)
		return e
	},
}

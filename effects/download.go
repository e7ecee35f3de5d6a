package effects

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Downloads of a file.
var downloads = family{
	programs: []string{"curl", "wget"},
	effect: func(c *call) Effect {
		e := Effect{Class: Download, Reads: append(below(programs...), variables("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "CURL_*", "SSL_*", "HOME")...)}
		toStandard := c.Program() == "curl"
		for i, w := range c.Words {
			value := w.Value
			switch {
			case slices.ContainsFunc([]string{"-d", "--data", "-T", "--upload-file", "-K", "--config", "-i", "--input-file", "-P", "--directory-prefix", "-r", "-m"}, func(o string) bool { return value == o }) && c.Program() == "wget",
				value == "-K", value == "--config", value == "-T", value == "--output-dir":
				return unknown("`" + c.Program() + "` with options that are not known")
			case slices.Contains([]string{"-o", "--output", "-O", "--output-document"}, value) && i+1 < len(c.Words) && !(value == "-O" && c.Program() == "curl"),
				strings.HasPrefix(value, "-") && !strings.HasPrefix(value, "--") && len(value) > 2 && i+1 < len(c.Words) && (value[len(value)-1] == 'o' || value[len(value)-1] == 'O' && c.Program() == "wget"):
				next := c.Words[i+1]
				toStandard = false
				if next.Value == "-" || next.Value == "/dev/null" {
					toStandard = true
					continue
				}
				name, ok := c.path(next)
				if !ok {
					return unknown("a download to a path that is not known")
				}
				e.Writes = append(e.Writes, exactly(name)...)
				e.Reads = append(e.Reads, exactly(path.Dir(name))...)
			case value == "-qO-" || value == "-O-" || value == "-nv":
				toStandard = true
			case c.Program() == "curl" && (value == "--remote-name" || value == "-O" || strings.HasPrefix(value, "-") && !strings.HasPrefix(value, "--") && strings.Contains(value, "O")):
				e.Writes = append(e.Writes, below(cmpDir(c.dir))...)
				if c.dir == "" {
					return unknown("a download to a folder that is not known")
				}
				toStandard = false
			}
		}
		if !toStandard && len(e.Writes) == 0 {
			if c.dir == "" {
				return unknown("a download to a folder that is not known")
			}
			e.Writes = append(e.Writes, below(c.dir)...)
		}
		return e
	},
}

// Git's commands that fetch.
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
		target := syntax.Word{Value: strings.TrimSuffix(path.Base(words[1].Value), ".git"), Literal: words[1].Literal}
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

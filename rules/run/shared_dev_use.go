package run

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// What may need the dependencies that only developers are meant to need.

// nothingNeeds reports whether nothing after an install is seen to need its dependencies for developers: no
// later command of a RUN, nothing that copies from the stage, nothing that starts, no file of the program.
func nothingNeeds(p *lint.DockerfilePass, in *dockerfile.Instruction, call *shell.PackageCall, dev *effects.DevDependencies) bool {
	for later := range p.File.Triggered() {
		switch {
		case copiesFrom(p.File, later, in.Stage):
			return false
		case later.Stage == nil || later.Index < in.Index || !dockerfile.StartsFrom(later.Stage, in.Stage):
		case later.Name == "HEALTHCHECK":
			return false // its command may be one of theirs
		case later.Name == "RUN":
			s := later.Script()
			if s == nil || s.Tree == nil {
				return false
			}
			for _, c := range s.AllCommands() {
				if (later != in || c.Span.Start > call.Command.Span.Start) && !leavesPackagesAlone(c) {
					return false
				}
			}
		}
	}
	for _, service := range p.Facts.Services(p.File) {
		if service.Get("command") != nil || service.Get("entrypoint") != nil {
			return false
		}
	}
	return startsWithout(p, dev) && !namedByProgram(p.Facts, p.File, dev)
}

// copiesFrom reports whether an instruction copies from a stage, or from one that starts from it.
func copiesFrom(file *dockerfile.File, in *dockerfile.Instruction, stage *dockerfile.Stage) bool {
	from := in.FlagValue("from")
	return from != "" && dockerfile.StartsFrom(file.StageNamed(from), stage)
}

// leavesPackagesAlone reports whether a command uses none of a project's packages.
func leavesPackagesAlone(c *shell.Command) bool {
	program := c.Program()
	if call := c.Package(); call != nil {
		return slices.Contains(systemManagers, call.Manager) || call.Cleans() || call.Manager == "pip" || call.Verb == "cache" || call.Verb == "config" ||
			call.Installs() && (call.Has("-g", "--global") || call.Manager == "uv" && call.Verb == "sync" || call.Manager == "poetry" && call.Verb == "install")
	}
	return effects.OnlyFiles(program) || slices.Contains([]string{"curl", "wget", "tar", "unzip", "cd", "set", "test", "[", "ldconfig", "update-ca-certificates", "a2enmod", "corepack", "docker-php-ext-install", "docker-php-ext-enable"}, program)
}

// servers are programs that load a project's own code, and no package of its but that the code loads. They
// are the images' own or of packages that aren't for developers.
var servers = []string{"node", "python", "python3", "gunicorn", "uvicorn", "hypercorn", "daphne", "celery", "php", "php-fpm", "apache2-foreground", "apache2ctl", "nginx", "supervisord", "tini", "dumb-init", "exec", "echo", "export", "set", "cd"}

// startsWithout reports whether what the final image starts is known, and none of it is a dependency for
// developers or may load one.
func startsWithout(p *lint.DockerfilePass, dev *effects.DevDependencies) bool {
	stage := p.File.FinalStage()
	starts := p.Facts.StartCommands(p.File, stage)
	if len(starts) == 0 || dockerfile.StartOf(stage) == nil {
		return false
	}
	cmd, entry := stage.Last("CMD"), stage.Last("ENTRYPOINT")
	for _, c := range starts {
		words := c.Words
		if entry != nil && cmd != nil && c.At == cmd.Span {
			words = append([]string{servers[0]}, words...) // they are the entrypoint's arguments
		}
		if !startsOnlyKept(words, dev, 0) {
			return false
		}
	}
	return true
}

// startsOnlyKept reports whether a command starts the program with what's kept. It follows the scripts of a
// package.json.
func startsOnlyKept(words []string, dev *effects.DevDependencies, depth int) bool {
	if len(words) == 0 || words[0] == "" || depth > 3 {
		return false
	}
	for _, w := range words {
		named := !dev.Groups && slices.ContainsFunc(dev.Names, func(name string) bool { return names(w, name) })
		if named || strings.Contains(w, "vendor/bin") {
			return false
		}
	}
	program := path.Base(words[0])
	switch {
	case slices.Contains([]string{"npm", "yarn", "pnpm"}, program):
		return scriptKept(words[1:], dev, depth)
	case slices.Contains([]string{"tini", "dumb-init", "exec"}, program) && len(words) > 1:
		rest := slices.DeleteFunc(slices.Clone(words[1:]), func(w string) bool { return strings.HasPrefix(w, "-") })
		return startsOnlyKept(rest, dev, depth+1)
	}
	return slices.Contains(servers, program) || slices.Contains(dev.Kept, program)
}

// scriptKept is startsOnlyKept for the script that npm, yarn or pnpm run.
func scriptKept(words []string, dev *effects.DevDependencies, depth int) bool {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == "run" || strings.HasPrefix(w, "-") })
	if len(words) != 1 || dev.Scripts[words[0]] == "" {
		return false
	}
	for _, name := range []string{"pre" + words[0], words[0], "post" + words[0]} {
		script := shell.ParseText([]byte(dev.Scripts[name]))
		if script.Tree == nil || len(script.Commands) == 0 && dev.Scripts[name] != "" {
			return false
		}
		for _, c := range script.Commands {
			if !startsOnlyKept(c.Values(), dev, depth+1) {
				return false
			}
		}
	}
	return true
}

// names reports whether a word is a package, or begins with its name as a path does.
func names(word, name string) bool {
	return word == name || strings.HasPrefix(word, name+"/") || strings.HasSuffix(word, "/"+name) || strings.Contains(word, "/"+name+"/") || strings.HasSuffix(word, "="+name)
}

// maxSources is how many files of a program are searched, and maxSource how large each may be.
const (
	maxSources = 500
	maxSource  = 256 << 10
)

// namedByProgram reports whether a file of the program may load a dependency for developers: it has its name
// in quotes. Tests and the settings of tools aren't the program. Where there are too many files, one may.
func namedByProgram(known *facts.Facts, file *dockerfile.File, dev *effects.DevDependencies) bool {
	if dev.Groups {
		return false // their packages aren't known
	}
	for _, context := range known.Contexts(file) {
		left, named := maxSources, false
		err := fs.WalkDir(context, ".", func(name string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.IsDir() && slices.Contains(notTheProgram, entry.Name()):
				return fs.SkipDir
			case entry.IsDir() || !slices.Contains(sourceExtensions, path.Ext(name)) || isOfTools(entry.Name()):
				return nil
			}
			info, err := entry.Info()
			if left--; err != nil || left < 0 || info.Size() > maxSource {
				named = true
				return fs.SkipAll
			}
			text, err := fs.ReadFile(context, name)
			named = err != nil || slices.ContainsFunc(dev.Names, func(dev string) bool { return quotes(text, dev) })
			if named {
				return fs.SkipAll
			}
			return nil
		})
		if err != nil || named {
			return true
		}
	}
	return false
}

var (
	sourceExtensions = []string{".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx", ".vue", ".svelte"}
	notTheProgram    = []string{"node_modules", ".git", "test", "tests", "__tests__", "spec", "e2e", "cypress", "dist", "build", "coverage", "docs", "examples"}
)

// isOfTools reports whether a file is a test or the settings of a tool, by its name.
func isOfTools(name string) bool {
	return strings.Contains(name, ".config.") || strings.Contains(name, ".test.") || strings.Contains(name, ".spec.") || strings.HasPrefix(name, ".") ||
		slices.Contains([]string{"gulpfile.js", "Gruntfile.js", "rollup.js", "karma.conf.js"}, name)
}

// quotes reports whether a text has the name of a package in quotes, or a path in it.
func quotes(text []byte, name string) bool {
	for _, quote := range []string{`"`, `'`, "`"} {
		for _, end := range []string{quote, "/"} {
			if bytes.Contains(text, []byte(quote+name+end)) {
				return true
			}
		}
	}
	return false
}

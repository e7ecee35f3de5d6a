package base

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var FromSlim = &lint.Rule{
	ID:       "from-slim",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a full image where the slim variant, or a JRE, has everything the file uses",
	Doc: "The full images of Python, Node.js and Ruby include compilers, headers and tools for\n" +
		"building other software: some 800 MB to pull and patch, which a program doesn't need\n" +
		"once it's installed. The slim variant has the language and the same package manager. A JDK\n" +
		"has Java's compiler and tools, some 150 MB; a program that's a jar needs a JRE.\n\n" +
		"This rule reports a file only if everything it does is known to work in the slim variant:\n" +
		"the commands of its RUNs are there, and what it installs comes prebuilt. Drydock reads\n" +
		"the requirements or the lock file for that, so it needs the repository if the file uses\n" +
		"one.",
	FixDoc: "Switches to the slim variant of the same version, or from Eclipse Temurin's JDK to its JRE on the same distribution. Check that the program starts nothing at run time that only the full image has, such as git, curl or a compiler.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		if stage.Parent != nil || !stage.BaseKnown || p.File.Text(stage.From.Args[0].Span) != stage.Base {
			return
		}
		image := p.Facts.Base(stage)
		slim := slimTag(image)
		if slim == "" || !worksInSlim(p.Facts, p.File, stage, image.Language) {
			return
		}
		word := stage.From.Args[0].Span
		name := strings.TrimSuffix(stage.Base, image.Tag) + slim
		surplus, note := "some 800 MB of compilers and headers", "such as git, curl or a compiler"
		if image.Language == "java" {
			surplus, note = "some 150 MB of compilers and tools", "such as `javac`, `jcmd` or `jmap`"
		}
		p.Report(word, fmt.Sprintf("`%s` includes %s that this file doesn't use. Start from `%s`, unless the program needs them at run time.", stage.Base, surplus, name), &lint.Fix{
			Safety: lint.Review,
			Note:   "Check that the program starts nothing at run time that only the full image has, " + note + ".",
			Edits:  []lint.Edit{{Span: word, New: name}},
			Calls:  lint.Calls{Below: true}, // the image may have another user
		})
	}),
}

// fullTag matches the tags of full variants: a version, perhaps with Debian's code name.
var fullTag = regexp.MustCompile(`^(\d+(?:\.\d+)*)(-(?:bookworm|bullseye|trixie))?$`)

// jdkTag matches the tags of Eclipse Temurin's JDKs whose JRE has a tag of its own. https://hub.docker.com/_/eclipse-temurin
var jdkTag = regexp.MustCompile(`^(8|11|17|[12]\d)((?:[.u]\d[\w.]*)?)(?:-jdk)?((?:-(?:alpine|focal|jammy|noble))?)$`)

// slimTag returns the tag of the slim variant, "" if there is none. Debian's code name
// follows `slim`; for Node.js it comes first.
func slimTag(image images.Image) string {
	if image.Repository == "eclipse-temurin" && image.Digest == "" {
		if m := jdkTag.FindStringSubmatch(image.Tag); m != nil {
			return m[1] + m[2] + "-jre" + m[3]
		}
		return ""
	}
	m := fullTag.FindStringSubmatch(image.Tag)
	if m == nil || image.Digest != "" || !slices.Contains(image.Variants, "slim") {
		return ""
	}
	switch image.Repository {
	case "python", "ruby":
		return m[1] + "-slim" + m[2]
	case "node":
		return m[1] + m[2] + "-slim"
	}
	return ""
}

// slimPrograms are the programs in the slim variants, besides the language's own.
var slimPrograms = []string{
	"mkdir", "rm", "cp", "mv", "ln", "chmod", "chown", "touch", "echo", "printf", "true", "test", "[", "cd", "set", "cat", "sed", "grep", "find", "sleep", "ls", "id",
	"useradd", "groupadd", "usermod", "adduser", "addgroup", "apt-get", "apt", "export", "tar", "gzip", "head", "tail", "sort", "date",
}

// worksInSlim reports whether everything a stage does is known to work in the slim variant
// of its language's image.
func worksInSlim(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, language string) bool {
	start := dockerfile.StartOf(stage)
	if start == nil || !slices.Contains(languagePrograms[language], dockerfile.StartedProgram(start)) || stage.Last("HEALTHCHECK") != nil {
		return false
	}
	for _, words := range dockerfile.StartWords(start) {
		if slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(w, ".java") }) {
			return false // java compiles it first
		}
	}
	for _, in := range stage.Instructions {
		if in.Name == "ONBUILD" || in.Name == "RUN" && !runsInSlim(known, file, in, language) {
			return false
		}
	}
	return true
}

// languagePrograms are a language's programs that its slim image has or its packages bring.
var languagePrograms = map[string][]string{
	"python": {"python", "python3", "pip", "pip3", "gunicorn", "uvicorn", "flask", "celery", "streamlit"},
	"node":   {"node", "npm", "yarn", "npx"},
	"ruby":   {"ruby", "bundle", "gem"},
	"java":   {"java"},
}

func runsInSlim(known *facts.Facts, file *dockerfile.File, in *dockerfile.Instruction, language string) bool {
	s := in.Script()
	if s == nil || s.Tree == nil || len(in.Heredocs) > 0 {
		return false
	}
	for _, c := range s.Commands {
		program := c.Program()
		if !slices.Contains(slimPrograms, program) && !slices.Contains(languagePrograms[language], program) {
			return false
		}
		call := c.Package()
		switch {
		case call == nil:
			if slices.Contains([]string{"python", "python3", "node", "npx", "ruby", "java"}, program) {
				return false // runs code that may call anything
			}
		case call.Manager == "pip":
			if call.Verb == "install" && !effects.PipReadyBuilt(call, func(name string) []byte { return known.ReadInContext(file, name) }) {
				return false
			}
		case call.Manager == "npm" || call.Manager == "yarn":
			if call.Installs() && !npmReadyBuilt(known, file, call) || !call.Installs() && call.Verb != "cache" && call.Verb != "config" {
				return false
			}
		case call.Manager == "gem" || call.Manager == "bundle":
			return false // gems are built from source
		}
	}
	return true
}

// npmReadyBuilt reports whether an npm call is known to compile nothing, going by the lock file and the
// manifest. What a binding.gyp describes is compiled.
func npmReadyBuilt(known *facts.Facts, file *dockerfile.File, call *shell.PackageCall) bool {
	if len(call.Packages) > 0 || call.Manager != "npm" || known.ReadInContext(file, "binding.gyp") != nil {
		return false
	}
	return effects.NpmReadyBuilt(known.ReadInContext(file, "package.json"), known.ReadInContext(file, "package-lock.json"))
}

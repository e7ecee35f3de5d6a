package base

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var FromLanguageImage = &lint.Rule{
	ID:       "from-language-image",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an operating system image used only to install a language that has an official image",
	Doc: "One program doesn't need a whole operating system. The official image of a language, in\n" +
		"its slim variant, has the interpreter, its package manager and little else. It also fixes\n" +
		"the version of the language, which the distribution's package doesn't. Whether it's smaller\n" +
		"depends: with the package manager the distribution often installs compilers too, but its\n" +
		"bare `python3` adds less than the official image does. The rule leaves that alone.\n\n" +
		"Drydock knows Python, Node.js, Go, Java, Ruby and PHP, installed with apt, apk, dnf or\n" +
		"yum. It leaves a file alone if it uses the distribution's own modules of the language,\n" +
		"its paths (`/usr/bin/python3`, `/usr/lib/jvm`), more package sources or several\n" +
		"languages, or if it doesn't run the language.",
	FixDoc: "Starts from the official image at the version the file asks for, and removes packages that this image already includes; others stay. `python3` and `pip3` keep working. Check for programs that expect the distribution's own interpreter in `/usr/bin`. Coming from Ubuntu or another distribution, also check that the packages that stay have the same names on Debian.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			if stage.Parent == nil && stage.BaseKnown {
				checkLanguage(p, stage)
			}
		}
	}),
}

func checkLanguage(p *lint.DockerfilePass, stage *dockerfile.Stage) {
	base := p.Facts.Base(stage)
	if !base.Known || base.Language != "" || base.Digest != "" || !images.OperatingSystem(base) {
		return
	}
	use, ok := languageUseOf(stage)
	if !ok || !runsLanguage(stage, use.language) || usesDistributionPaths(stage, use.language) || !use.gains(stage) {
		return
	}
	version := languageVersion(stage, base, use)
	word := stage.From.Args[0].Span
	name := languageNames[use.language]
	message := fmt.Sprintf("`%s` decides which %s this runs, and is a whole operating system just for that.", stage.Base, name)
	if version == "" {
		p.Report(word, fmt.Sprintf("%s Start from the official %s image, at the version you need.", message, name), nil)
		return
	}
	image := images.LanguageTag(use.language, version, base.Distro, use.runtime)
	if images.Lookup(image).Ended(p.Facts.Today) && !base.Ended(p.Facts.Today) {
		p.Report(word, fmt.Sprintf("%s Start from the official %s image, at a version that still gets security fixes.", message, name), nil)
		return
	}
	p.Report(word, fmt.Sprintf("%s Start from `%s`, which pins the %s version.", message, image, name), useLanguageImage(p.Facts, p.File, stage, use, image))
}

var languageNames = map[string]string{"python": "Python", "node": "Node.js", "go": "Go", "java": "Java", "ruby": "Ruby", "php": "PHP"}

// languageVersion returns the version that the stage gets today: the one in the package's
// name, else the release's default.
func languageVersion(stage *dockerfile.Stage, base images.Image, use languageUse) string {
	if use.version != "" {
		return use.version
	}
	release, known := base.Release()
	if !known {
		return ""
	}
	return release.Default[use.language]
}

// useLanguageImage returns the fix, nil if the packages can't be cleanly removed from their
// installs.
func useLanguageImage(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, use languageUse, image string) *lint.Fix {
	word := stage.From.Args[0].Span
	if file.Text(word) != stage.Base {
		return nil // the name comes from an ARG
	}
	distro := known.Base(stage).Distro
	rhel := distro == images.RHEL || distro == images.RHELMinimal
	fix := &lint.Fix{
		Priority: lint.Removes,
		Safety:   lint.Review,
		Note:     fmt.Sprintf("Removes packages that `%s` already includes. Check for programs that expect the distribution's own interpreter in `/usr/bin`, and for dependencies that have to be compiled: a slim image has no compiler.", image),
		Edits:    []lint.Edit{{Span: word, New: image}},
		Calls:    lint.RemovesCalls(append(slices.Clone(shell.SystemManagers), "rm", "sudo")...).Join(lint.Calls{Below: true, Values: true}),
	}
	emptied := map[*dockerfile.Instruction][]*shell.PackageCall{}
	for _, i := range use.installs {
		if len(i.carried) == len(i.call.Packages) {
			emptied[i.in] = append(emptied[i.in], i.call)
			continue
		}
		if rhel {
			return nil // the packages that stay have another package manager's names
		}
		for _, w := range i.carried {
			fix.Edits = append(fix.Edits, edit.RemoveWord(file, i.in, w))
		}
	}
	if len(emptied) == 0 {
		return fix
	}
	var needless []*dockerfile.Instruction
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		edits, whole, ok := withoutInstalls(file, in, stage, emptied)
		if !ok {
			return nil
		}
		if whole {
			needless = append(needless, in)
		} else if rhel && len(in.Script().PackageCalls(shell.SystemManagers...)) > 0 {
			return nil // the official image is based on Debian and has no dnf
		}
		fix.Edits = append(fix.Edits, edits...)
	}
	fix.Edits = append(fix.Edits, edit.RemoveInto(file, stage.From, needless...)...)
	return fix
}

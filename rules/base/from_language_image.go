package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
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
		"its slim variant, has the interpreter, its package manager and little else: less to\n" +
		"download, less to patch, fewer ways in. It also fixes the version of the language, which\n" +
		"the distribution's package doesn't.\n\n" +
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

// languageUse says which language a stage installs, and how.
type languageUse struct {
	language string
	version  string // from the package names; "" if they have none
	runtime  bool   // only the runtime is installed
	installs []languageInstall
}

// languageInstall is one install, with its packages that an official image already includes.
type languageInstall struct {
	in      *dockerfile.Instruction
	call    *shell.PackageCall
	carried []shell.Word
}

func checkLanguage(p *lint.DockerfilePass, stage *dockerfile.Stage) {
	base := p.Facts.Base(stage)
	if !base.Known || base.Language != "" || base.Digest != "" || !images.OperatingSystem(base) {
		return
	}
	use, ok := languageUseOf(stage)
	if !ok || !runsLanguage(stage, use.language) || usesDistributionPaths(stage, use.language) {
		return
	}
	version := languageVersion(stage, base, use)
	word := stage.From.Args[0].Span
	name := languageNames[use.language]
	message := fmt.Sprintf("`%s` is a whole operating system just to run %s: more to download, to patch and to attack.", stage.Base, name)
	if version == "" {
		p.Report(word, fmt.Sprintf("%s Start from the official %s image, at the version you need.", message, name), nil)
		return
	}
	image := images.LanguageTag(use.language, version, base.Distro, use.runtime)
	p.Report(word, fmt.Sprintf("%s Start from `%s`, which also pins the %s version.", message, image, name), useLanguageImage(p.Facts, p.File, stage, use, image))
}

var languageNames = map[string]string{"python": "Python", "node": "Node.js", "go": "Go", "java": "Java", "ruby": "Ruby", "php": "PHP"}

// languageUseOf returns what a stage installs for its one language. ok is false if it
// installs none or several, or sets one up by other means than an install.
func languageUseOf(stage *dockerfile.Stage) (use languageUse, ok bool) {
	use.runtime = true
	ok = true
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		s := in.Script()
		if s == nil || s.Tree == nil || strings.Contains(in.Text(), "/etc/apt/") || strings.Contains(in.Text(), "/etc/apk/") || strings.Contains(in.Text(), "/etc/yum") {
			return use, false
		}
		for _, call := range s.PackageCalls(shell.SystemManagers...) {
			if call.Installs() {
				ok = ok && use.add(in, call)
			}
		}
		for _, c := range s.Commands {
			switch c.Program() {
			case "add-apt-repository", "apt-add-repository", "apt-key", "update-alternatives", "alternatives", "pyenv", "nvm", "rbenv", "conda",
				"locale-gen", "update-locale", "lsb_release", "service", "systemctl":
				return use, false // more package sources, or tools that a slim image lacks
			}
		}
	}
	return use, ok && use.language != ""
}

// add records an install. It returns false if the install rules the stage out.
func (u *languageUse) add(in *dockerfile.Instruction, call *shell.PackageCall) bool {
	install := languageInstall{in: in, call: call}
	for _, w := range call.Packages {
		if !w.Literal {
			return false // it's unknown what this installs
		}
		l, version, ok := packageLanguage(w.Value)
		if !ok {
			if languageModule(w.Value) {
				return false
			}
			continue
		}
		if strings.Contains(w.Value, "=") || u.language != "" && u.language != l.language || w.Value == "python" {
			return false
		}
		u.language = l.language
		u.runtime = u.runtime && l.runtime
		if version != "" && version != "3" {
			if version = dottedVersion(l.language, version); u.version != "" && u.version != version {
				return false
			}
			u.version = version
		}
		install.carried = append(install.carried, w)
	}
	if len(install.carried) > 0 {
		u.installs = append(u.installs, install)
	}
	return true
}

// languageModule reports whether a package is a distribution's build of a language module.
// The interpreter of an official image wouldn't find it.
func languageModule(name string) bool {
	for _, prefix := range []string{"python", "py3-", "php", "ruby-", "node-", "nodejs-", "lib32python", "libpython", "libapache2-mod", "uwsgi-plugin", "golang-github", "maven", "gradle", "ant", "sbt", "leiningen", "tomcat", "yarn"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// runsLanguage reports whether the stage exists to run the language: its container starts
// the language's program, or its RUNs install the language's packages.
func runsLanguage(stage *dockerfile.Stage, language string) bool {
	programs := map[string][]string{
		"python": {"python", "python3", "gunicorn", "uvicorn", "flask", "celery", "streamlit", "pip", "pip3"},
		"node":   {"node", "nodejs", "npm", "npx", "yarn"},
		"go":     {"go"},
		"java":   {"java"},
		"ruby":   {"ruby", "bundle", "rails", "rackup", "puma", "unicorn"},
		"php":    {"php"},
	}[language]
	for _, name := range []string{"CMD", "ENTRYPOINT"} {
		if in := stage.Last(name); in != nil && slices.Contains(programs, dockerfile.StartedProgram(in)) {
			return true
		}
	}
	// A stage that starts another program needs the language only for that.
	if stage.Last("CMD") != nil || stage.Last("ENTRYPOINT") != nil {
		return false
	}
	if !stage.Final || language == "go" {
		for _, in := range stage.Instructions {
			if len(effects.DependencyInstalls(in)) > 0 {
				return true
			}
		}
	}
	return false
}

// usesDistributionPaths reports whether a stage names paths that only the distribution's
// package of the language has.
func usesDistributionPaths(stage *dockerfile.Stage, language string) bool {
	paths := map[string][]string{
		"python": {"/usr/bin/python", "/usr/bin/pip", "/usr/lib/python", "dist-packages", "/usr/share/python", "--break-system-packages", "EXTERNALLY-MANAGED", "get-pip.py"},
		"node":   {"/usr/bin/node", "/usr/lib/node", "/usr/share/node", "nodesource", "/usr/bin/npm"},
		"go":     {"/usr/lib/go", "/usr/bin/go", "/usr/share/go"},
		"java":   {"/usr/lib/jvm", "/usr/bin/java", "/etc/java"},
		"ruby":   {"/usr/bin/ruby", "/var/lib/gems", "/usr/lib/ruby"},
		"php":    {"/etc/php", "/usr/bin/php", "/usr/lib/php", "phpenmod"},
	}[language]
	for _, in := range stage.Instructions {
		for _, path := range paths {
			if strings.Contains(in.Text(), path) {
				return true
			}
		}
	}
	return false
}

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

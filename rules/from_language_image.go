package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var fromLanguageImage = &Rule{
	ID:       "from-language-image",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an operating system image is only used to install a language that has an official image",
	Doc: "A whole operating system is not needed to run one program. The official image of\n" +
		"a language in its slim variant has the interpreter, its package manager and\n" +
		"little else: less to download, less to patch, fewer ways in. It also fixes the\n" +
		"version of the language, which the distribution's package does not.\n\n" +
		"Known are Python, Node.js, Go, Java, Ruby and PHP, installed by apt, apk, dnf or\n" +
		"yum. A file is left alone when it uses the distribution's own modules of the\n" +
		"language, its paths (`/usr/bin/python3`, `/usr/lib/jvm`), further package sources,\n" +
		"or several languages, and when it does not run that language.",
	FixDoc: "Starts from the official image at the version that the file asks for, and takes the packages that this image carries out of the install; others stay. `python3` and `pip3` keep working. Look at programs that expect the distribution's own interpreter in `/usr/bin`, and, coming from Ubuntu or another distribution, at whether the packages that stay have the same names on Debian.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			if stage.Parent == nil && stage.BaseKnown {
				p.checkLanguage(stage)
			}
		}
	},
}

// languageUse is what a stage installs of a language.
type languageUse struct {
	language string
	version  string // of the package names; "" when they give none
	runtime  bool   // nothing but the runtime is installed
	installs []languageInstall
}

// languageInstall is one install with the packages that an official image
// makes needless.
type languageInstall struct {
	in      *syntax.Instruction
	call    *syntax.PackageCall
	carried []syntax.Word
}

func (p *Pass) checkLanguage(stage *syntax.Stage) {
	base := p.Base(stage)
	if !base.Known || base.Language != "" || base.Digest != "" || !operatingSystem(base) {
		return
	}
	use, ok := p.languageUse(stage)
	if !ok || !p.runsLanguage(stage, use.language) || usesDistributionPaths(stage, use.language) {
		return
	}
	version := p.languageVersion(stage, base, use)
	word := stage.From.Args[0].Span
	name := languageNames[use.language]
	message := "A whole operating system, `" + stage.Base + "`, is only used here to run " + name + ": more to download, to patch and to attack than the program needs."
	if version == "" {
		p.Report(word, message+" Start from the official "+name+" image at the version that you need.", nil)
		return
	}
	image := images.LanguageTag(use.language, version, base.Distro, use.runtime)
	p.Report(word, message+" Start from `"+image+"`, which has "+name+" and fixes its version.", p.useLanguageImage(stage, use, image))
}

var languageNames = map[string]string{"python": "Python", "node": "Node.js", "go": "Go", "java": "Java", "ruby": "Ruby", "php": "PHP"}

// operatingSystem reports whether an image is nothing but a distribution.
func operatingSystem(image images.Image) bool {
	switch image.Repository {
	case "ubuntu", "debian", "alpine", "fedora", "centos", "rockylinux", "rockylinux/rockylinux", "almalinux", "amazonlinux", "oraclelinux":
		return true
	}
	return false
}

// languageUse returns what a stage installs of its one language. ok is false
// when it installs none, several, or in a way that is more than an install.
func (p *Pass) languageUse(stage *syntax.Stage) (use languageUse, ok bool) {
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
		for _, call := range s.PackageCalls(systemManagers...) {
			if call.Installs() {
				ok = ok && use.add(in, call)
			}
		}
		for _, c := range s.Commands {
			switch c.Program() {
			case "add-apt-repository", "apt-add-repository", "apt-key", "update-alternatives", "alternatives", "pyenv", "nvm", "rbenv", "conda",
				"locale-gen", "update-locale", "lsb_release", "service", "systemctl":
				return use, false // further sources, or tools of the distribution that a slim image lacks
			}
		}
	}
	return use, ok && use.language != ""
}

// add takes an install into account; false when it rules the stage out.
func (u *languageUse) add(in *syntax.Instruction, call *syntax.PackageCall) bool {
	install := languageInstall{in: in, call: call}
	for _, w := range call.Packages {
		if !w.Literal {
			return false // what it installs is not known
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

// languageModule reports whether a package is a distribution's build of a
// module for one of the languages: an official image's interpreter would not
// see it.
func languageModule(name string) bool {
	for _, prefix := range []string{"python", "py3-", "php", "ruby-", "node-", "nodejs-", "lib32python", "libpython", "libapache2-mod", "uwsgi-plugin", "golang-github", "maven", "gradle", "ant", "sbt", "leiningen", "tomcat", "yarn"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// runsLanguage reports whether running the language is what the stage is for:
// its container starts the language's program, or its RUNs install packages of
// the language.
func (p *Pass) runsLanguage(stage *syntax.Stage, language string) bool {
	programs := map[string][]string{
		"python": {"python", "python3", "gunicorn", "uvicorn", "flask", "celery", "streamlit", "pip", "pip3"},
		"node":   {"node", "nodejs", "npm", "npx", "yarn"},
		"go":     {"go"},
		"java":   {"java"},
		"ruby":   {"ruby", "bundle", "rails", "rackup", "puma", "unicorn"},
		"php":    {"php"},
	}[language]
	for _, name := range []string{"CMD", "ENTRYPOINT"} {
		if in := stage.Last(name); in != nil && slices.Contains(programs, startedProgram(in)) {
			return true
		}
	}
	// A stage with another program of its own only needs the language for it.
	if stage.Last("CMD") != nil || stage.Last("ENTRYPOINT") != nil {
		return false
	}
	if !stage.Final || language == "go" {
		for _, in := range stage.Instructions {
			if len(dependencyInstalls(in)) > 0 {
				return true
			}
		}
	}
	return false
}

// startedProgram returns the program that a CMD or ENTRYPOINT starts, without
// its folder and its version: "python3" for /usr/local/bin/python3.11.
func startedProgram(in *syntax.Instruction) string {
	name := ""
	if in.JSON {
		if len(in.Args) > 0 {
			name = in.Args[0].Text
		}
	} else if s := in.Script(); s != nil && len(s.Commands) > 0 {
		name = s.Commands[0].Program()
	}
	name = name[strings.LastIndex(name, "/")+1:]
	if rest, ok := strings.CutPrefix(name, "python3."); ok && strings.Trim(rest, "0123456789") == "" {
		return "python3"
	}
	return name
}

// usesDistributionPaths reports whether a stage names places where only the
// distribution's package of the language is.
func usesDistributionPaths(stage *syntax.Stage, language string) bool {
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

// languageVersion returns the version that the stage gets today: from the
// package's name, else what the release's plain package is.
func (p *Pass) languageVersion(stage *syntax.Stage, base images.Image, use languageUse) string {
	if use.version != "" {
		return use.version
	}
	release, known := base.Release()
	if !known {
		return ""
	}
	return release.Default[use.language]
}

// useLanguageImage returns the fix, nil when the packages cannot be taken out
// of their installs without leaving something behind.
func (p *Pass) useLanguageImage(stage *syntax.Stage, use languageUse, image string) *Fix {
	word := stage.From.Args[0].Span
	if p.File.Text(word) != stage.Base {
		return nil // the name comes from an ARG
	}
	distro := p.Base(stage).Distro
	rhel := distro == images.RHEL || distro == images.RHELMinimal
	fix := &Fix{
		Safety: Review,
		Note:   "Packages that `" + image + "` carries leave the install. Look at programs that expect the distribution's own interpreter in `/usr/bin`, and at dependencies that have to be compiled: a slim image has no compiler.",
		Edits:  []Edit{{word, image}},
	}
	emptied := map[*syntax.Instruction][]*syntax.PackageCall{}
	for _, i := range use.installs {
		if len(i.carried) == len(i.call.Packages) {
			emptied[i.in] = append(emptied[i.in], i.call)
			continue
		}
		if rhel {
			return nil // what stays is named for another package manager
		}
		for _, w := range i.carried {
			fix.Edits = append(fix.Edits, p.removeWord(i.in, w))
		}
	}
	if len(emptied) == 0 {
		return fix
	}
	var needless []*syntax.Instruction
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		edits, whole, ok := p.withoutInstalls(in, stage, emptied)
		if !ok {
			return nil
		}
		if whole {
			needless = append(needless, in)
		} else if rhel && len(in.Script().PackageCalls(systemManagers...)) > 0 {
			return nil // the official image is Debian's and has no dnf
		}
		fix.Edits = append(fix.Edits, edits...)
	}
	fix.Edits = append(fix.Edits, p.remove(needless...)...)
	return fix
}

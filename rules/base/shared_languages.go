package base

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// languagePackage matches the distribution packages of a language's runtime, or of tools
// that its official image also includes.
type languagePackage struct {
	language string
	pattern  *regexp.Regexp // its first group, if any, is the version
	runtime  bool           // only the runtime, no build tools
}

// languagePackages lists them for apt, apk, dnf and yum. The names are from the
// distributions' package archives.
var languagePackages = []languagePackage{
	{"python", regexp.MustCompile(`^python(3\.\d+|3)?(?:-minimal|-full)?$`), true},
	{"python", regexp.MustCompile(`^(?:python(3(?:\.\d+)?)-(?:pip|dev|devel|venv|setuptools|wheel|distutils)|python-is-python3|py3-(?:pip|setuptools|wheel))$`), false},
	{"node", regexp.MustCompile(`^(?:nodejs(?:-current)?|npm|nodejs-npm)$`), false},
	{"go", regexp.MustCompile(`^(?:golang|golang-go|go|golang-(1\.\d+)(?:-go)?)$`), false},
	{"java", regexp.MustCompile(`^(?:openjdk-?(\d+)-jre(?:-headless)?|default-jre(?:-headless)?)$`), true},
	{"java", regexp.MustCompile(`^(?:openjdk-?(\d+)(?:-jdk)?(?:-headless)?|default-jdk(?:-headless)?|java-(\d+)-openjdk(?:-devel|-headless)?)$`), false},
	{"ruby", regexp.MustCompile(`^ruby(\d\.\d)?(?:-full|-dev|-devel|-bundler)?$`), false},
	{"php", regexp.MustCompile(`^php(\d\.\d|\d\d)?(?:-cli|-common)?$`), false},
}

// packageLanguage returns the language that a package belongs to, and the version in its
// name, "" if there is none.
func packageLanguage(name string) (found languagePackage, version string, ok bool) {
	name, _, _ = strings.Cut(name, "=")
	for _, l := range languagePackages {
		if m := l.pattern.FindStringSubmatch(name); m != nil {
			for _, group := range m[1:] {
				version += group
			}
			return l, version, true
		}
	}
	return languagePackage{}, "", false
}

// dottedVersion writes Alpine's "83" as "8.3".
func dottedVersion(language, version string) string {
	if language == "php" && len(version) == 2 {
		return version[:1] + "." + version[1:]
	}
	return version
}

// versionedPackage is a package that some releases have and others don't.
type versionedPackage struct{ language, version string }

// versionInName matches packages with a version in their name. A release has one version or
// another, so they tell which release a file was written for.
var versionInName = regexp.MustCompile(`^[a-z+]+-?\d+(?:\.\d+)*(?:-|$)`)

// versionedPackages returns the packages that tie a stage to a release: languages with a
// version, and others whose release isn't known.
func versionedPackages(file *dockerfile.File, stage *dockerfile.Stage) []versionedPackage {
	var wanted []versionedPackage
	file.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
		if !dockerfile.StartsFrom(in.Stage, stage) {
			return
		}
		for _, call := range s.PackageCalls("apt-get", "apt", "apk", "yum", "dnf", "microdnf", "zypper") {
			if !call.Installs() {
				continue
			}
			for _, name := range call.PackageNames() {
				l, version, ok := packageLanguage(name)
				pinned := strings.ContainsAny(name, "=<>~")
				switch {
				case ok && version != "" && version != "3":
					wanted = append(wanted, versionedPackage{l.language, dottedVersion(l.language, version)})
				case !ok && versionInName.MatchString(name) || pinned:
					wanted = append(wanted, versionedPackage{version: name})
				}
			}
		}
	})
	return wanted
}

// offersAll reports whether a release is known to have all the packages.
func offersAll(r images.Release, wanted []versionedPackage) bool {
	for _, w := range wanted {
		switch {
		case w.language == "":
			return false
		case w.language == "python":
			if !slices.Contains(r.Pythons, w.version) {
				return false
			}
		case r.Default[w.language] != w.version:
			return false
		}
	}
	return true
}

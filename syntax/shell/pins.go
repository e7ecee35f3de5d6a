package shell

import (
	"regexp"
	"slices"
	"strings"
)

// How a package's name says which version is meant. Sources: the managers' manual pages.

// isFile reports whether a package is given as a file or folder. Virtual packages of apk begin with a
// dot, too.
func isFile(name string) bool {
	return slices.ContainsFunc([]string{".", "/", "~/"}, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) ||
		slices.ContainsFunc([]string{".deb", ".rpm", ".apk", ".whl", ".tar", ".tar.gz", ".tar.bz2", ".tgz", ".zip", ".gem", ".conda"}, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// aptPinned takes a release (`name/stable`) for a version. With a dash at its end the package is removed.
func aptPinned(name string) bool {
	return strings.ContainsAny(name, "=/") || strings.HasSuffix(name, "-")
}

// apkPinned is true for a package that mustn't be there, too.
func apkPinned(name string) bool {
	return strings.ContainsAny(name, "=<>~") || name[0] == '!'
}

// rpmVersion matches the version at the end of an RPM package: `git-2.39.3`. Plain names have
// digits after a dash as well (`java-17-openjdk`), but at the end they need a dot to count.
var rpmVersion = regexp.MustCompile(`-\d+[.:~^*][^-]*(?:-[^-]+)?$|-\d[^-]*-\d[^-]*$`)

// rpmPinned is true for a group, too, and for what names packages by their version.
func rpmPinned(name string) bool {
	return rpmVersion.MatchString(name) || strings.ContainsAny(name, "=<>") || name[0] == '@'
}

// modulePinned is for modules of dnf: their stream stands behind a colon.
func modulePinned(name string) bool { return strings.Contains(name, ":") }

// webAddress matches an address.
var webAddress = regexp.MustCompile(`^[\w+.-]+://`)

// repository matches the address of a repository with code, up to the path in it.
// https://pip.pypa.io/en/stable/topics/vcs-support/
var repository = regexp.MustCompile(`^(?:git|hg|svn|bzr)(?:\+[a-z-]+)?://[^/]*`)

// pipPinned reports whether a requirement has a version, or comes from outside the index. A repository
// needs a commit, tag or branch.
func pipPinned(name string) bool {
	if _, source, ok := strings.Cut(name, "@"); ok && repository.MatchString(strings.TrimSpace(source)) {
		name = strings.TrimSpace(source) // `name @ address`
	}
	if address := repository.FindString(name); address != "" {
		return strings.Contains(name[len(address):], "@")
	}
	return strings.ContainsAny(name, "=<>~!/")
}

// toolPinned is for tools of uv, whose version may stand behind an @, too.
func toolPinned(name string) bool { return pipPinned(name) || strings.Contains(name, "@") }

// npmRepository matches a Git repository: its address, or `owner/name` on a host.
// https://docs.npmjs.com/cli/commands/npm-install
var npmRepository = regexp.MustCompile(`^(?:git[@:+]|(?:github|gitlab|bitbucket|gist):|[^@:/][^@:/]*/[^:/]+$)`)

// npmPinned reports whether a package has a version, or comes from outside the registry. A Git
// repository needs a commit, tag or branch.
func npmPinned(name string) bool {
	if npmRepository.MatchString(name) {
		return strings.Contains(name, "#")
	}
	return strings.Contains(strings.TrimPrefix(name, "@"), "@") || strings.ContainsAny(name, ":#")
}

// goPinned reports whether a package has a version, or is one of the module's own or of Go's.
func goPinned(name string) bool {
	name, version, has := strings.Cut(name, "@")
	host, _, hasPath := strings.Cut(name, "/")
	outside := hasPath && strings.Contains(host, ".") && strings.Trim(host, ".") != ""
	return version != "latest" && (has || !outside)
}

// anyVersion is for verbs whose words don't say which version is installed.
func anyVersion(string) bool { return true }

func colonPinned(name string) bool { return strings.Contains(name, ":") }
func atPinned(name string) bool    { return strings.Contains(name, "@") }
func equalPinned(name string) bool { return strings.ContainsAny(name, "=<>:") }

package run

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var OldReleaseFails = &lint.Rule{
	ID:       "run-old-release-fails",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a command that is known to fail today",
	Doc: "Services close, hosts move, and releases drop packages. A line that worked when it was\n" +
		"written now stops the build. The rule knows\n\n" +
		"- services that are gone: Bintray, the SKS key servers, GitHub's unencrypted `git://`,\n" +
		"  npm's old mirror in China;\n" +
		"- packages that the base image's release of Debian or Ubuntu doesn't have: `python3.N`\n" +
		"  of another release, `python-pip`, `mysql-client`, OpenSSL libraries and JDKs of other\n" +
		"  releases.\n\n" +
		"Packages aren't checked where the file adds its own package sources.",
	FixDoc: "Writes the replacement, where it is clear: `https://github.com`, another key server, `python3-pip`, `default-mysql-client`, the new mirror. Check that the program works with it.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Via == nil && !c.HasFallback() { // the text of `sh -c '…'` is one of its words
				checkServices(p, c)
			}
		})
		for _, stage := range p.File.Stages {
			if release, ok := p.Facts.Base(stage).System(); ok {
				checkPackages(p, stage, release)
			}
		}
	}),
}

// goneService is a name on a command line that no longer answers.
type goneService struct {
	name, what  string
	replacement string // "" for none
}

// goneServices are known to be gone. Sources: notices by GitHub (2022-03-15), JFrog
// (2021-05-01), the SKS pool (2021-06-21) and npmmirror (2022-06-30).
var goneServices = []goneService{
	{"git://github.com/", "The build stops here: GitHub no longer answers the unencrypted `git://`. Use https.", "https://github.com/"},
	{"bintray.com", "The build stops here: Bintray closed in May 2021. Find where the project publishes today.", ""},
	{"ha.pool.sks-keyservers.net", "The build stops here: this key server pool closed in June 2021. Use another key server.", "keyserver.ubuntu.com"},
	{"p80.pool.sks-keyservers.net", "The build stops here: this key server pool closed in June 2021. Use another key server.", "keyserver.ubuntu.com"},
	{"pool.sks-keyservers.net", "The build stops here: this key server pool closed in June 2021. Use another key server.", ""},
	{"registry.npm.taobao.org", "The build stops here: this npm mirror has moved, and its old name no longer answers. Use the new one.", "registry.npmmirror.com"},
}

func checkServices(p *lint.DockerfilePass, c *shell.Command) {
	for _, w := range c.Words {
		for _, g := range goneServices {
			if at := strings.Index(w.Source, g.name); at >= 0 && p.File.Text(w.Span) == w.Source {
				p.Report(w.Span, g.what, g.fix(w.Span.Start+at))
				break // longer names come before the names they contain
			}
		}
	}
}

func (g goneService) fix(at int) *lint.Fix {
	if g.replacement == "" {
		return nil
	}
	return &lint.Fix{
		Safety: lint.Review, Note: fmt.Sprintf("`%s` took its place. Check that it has what you need.", g.replacement),
		Edits: []lint.Edit{{Span: syntax.Span{Start: at, End: at + len(g.name)}, New: g.replacement}},
		Calls: lint.RewritesWords("", g.name, g.replacement),
	}
}

// movedPackage is a package that only some releases of a distribution have.
type movedPackage struct {
	pattern *regexp.Regexp
	// has holds the first and last release that has the package, by distribution;
	// "" is no limit.
	has     map[string][2]string
	instead string // the package to use in later releases, "" for none
}

// movedPackages is taken from the package archives of Debian and Ubuntu.
var movedPackages = []movedPackage{
	{regexp.MustCompile(`^python-(?:pip|virtualenv)$`), map[string][2]string{"debian": {"", "10"}, "ubuntu": {"", "19.10"}}, "python3-pip"},
	{regexp.MustCompile(`^mysql-client$`), map[string][2]string{"debian": {"", "9"}}, "default-mysql-client"},
	{regexp.MustCompile(`^mysql-server$`), map[string][2]string{"debian": {"", "9"}}, "default-mysql-server"},
	{regexp.MustCompile(`^libssl1\.0\.0$`), map[string][2]string{"debian": {"", "8"}, "ubuntu": {"", "18.04"}}, ""},
	{regexp.MustCompile(`^libssl1\.1$`), map[string][2]string{"debian": {"9", "11"}, "ubuntu": {"18.04", "21.10"}}, ""},
	{regexp.MustCompile(`^openjdk-8-`), map[string][2]string{"debian": {"9", "9"}}, ""},
	{regexp.MustCompile(`^openjdk-11-`), map[string][2]string{"debian": {"10", "11"}}, ""},
	{regexp.MustCompile(`^openjdk-17-`), map[string][2]string{"debian": {"11", "12"}}, ""},
}

// addsSources reports whether a stage, or one that it starts from, may install packages from
// outside its release.
func addsSources(stage *dockerfile.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.HasWord(foreignSource) || in.Name == "RUN" && slices.ContainsFunc(in.Script().AllPackageCalls(shell.AptPrograms...), fromOtherRelease) {
				return true
			}
		}
	}
	return false
}

// foreignSource matches words that add package sources.
var foreignSource = regexp.MustCompile(`sources\.list|add-apt-repository|apt-add-repository|/etc/apt/|ppa:|\.deb\b|nodesource`)

// fromOtherRelease reports whether a call takes packages from a release that it names.
func fromOtherRelease(call *shell.PackageCall) bool {
	return len(call.OptionValues("-t", "--target-release", "--default-release")) > 0
}

// checkPackages reports packages that a stage installs but its release doesn't have.
func checkPackages(p *lint.DockerfilePass, stage *dockerfile.Stage, release images.Release) {
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		for _, c := range in.Script().PackageCalls("apt-get", "apt") {
			if !c.Installs() {
				continue
			}
			for _, w := range c.Packages {
				name, _, _ := strings.Cut(w.Value, "=")
				if instead, missing := missingIn(release, name); missing && !addsSources(stage) {
					var fix *lint.Fix
					if instead != "" && w.Value == name && p.File.Text(w.Span) == name {
						fix = &lint.Fix{Safety: lint.Review, Note: fmt.Sprintf("`%s` took its place. Check that the program works with it.", instead), Edits: []lint.Edit{{Span: w.Span, New: instead}}, Calls: lint.RewritesWords(c.Command.Program(), name, instead)}
					}
					message := fmt.Sprintf("The build stops here: `%s` %s has no package `%s`. Install what this release has, or use a release that has it.", release.Image, release.Version, name)
					p.Report(w.Span, message, fix)
				}
			}
		}
	}
}

// plainPython matches the packages of one Python version.
var plainPython = regexp.MustCompile(`^python(3\.\d+)(?:-dev|-venv)?$`)

// missingIn reports whether a release is known not to have a package, and returns the package
// that took its place, "" for none.
func missingIn(release images.Release, name string) (instead string, missing bool) {
	if m := plainPython.FindStringSubmatch(name); m != nil {
		return "", len(release.Pythons) > 0 && !slices.Contains(release.Pythons, m[1])
	}
	for _, m := range movedPackages {
		has, judged := m.has[release.Image]
		if !judged || !m.pattern.MatchString(name) {
			continue
		}
		late := has[1] != "" && !images.LaterVersion(has[1], release.Version)
		early := has[0] != "" && !images.LaterVersion(release.Version, has[0])
		if late {
			return m.instead, true
		}
		return "", early
	}
	return "", false
}

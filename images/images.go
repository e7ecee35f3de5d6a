package images

import (
	"cmp"
	_ "embed"
	"encoding/csv"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/distribution/reference"
)

//go:embed images.csv
var imagesCSV string

//go:embed variants.csv
var variantsCSV string

//go:embed releases.csv
var releasesCSV string

//go:embed distros.csv
var distrosCSV string

// Distro is a family of distributions with the same package manager and user tools.
type Distro string

// The families in the tables.
const (
	Unknown     Distro = ""
	Debian      Distro = "debian"
	Ubuntu      Distro = "ubuntu"
	Alpine      Distro = "alpine"
	Busybox     Distro = "busybox"
	RHEL        Distro = "rhel"
	RHELMinimal Distro = "rhel-minimal" // no useradd
	None        Distro = "none"         // no shell and no tools
)

// Image has the facts about a base image. The zero value is an unknown image.
type Image struct {
	Repository string // "python", "gcr.io/distroless/static"
	Tag        string // "" without one
	Digest     string // "sha256:…", "" without one

	Known    bool
	Distro   Distro
	Language string // the language that the image is for: "python"; "" for none
	Stable   string // the newest stable tag, "" if there is none to recommend
	Account  string // an unprivileged account that the image already has
	Home     string // the home folder that belongs to that account, "" if it has none
	User     string // the user that containers run as: "root" or another name
	// Entrypoint is true if the image has its own ENTRYPOINT.
	Entrypoint bool
	// DropsRoot is true if that entrypoint drops root privileges itself.
	DropsRoot bool
	// Variants are the smaller variants available as tags: "slim", "alpine".
	Variants []string
}

// Release is a release of a distribution, or of another official image. The latter has no
// languages. Language versions are "major.minor" for Python, Go, Ruby and PHP, and "major" for Node
// and Java. They are "" if the release has none or it is unknown.
type Release struct {
	Image    string // the image that ships it: "debian"
	Version  string // "12"
	Codename string // "bookworm"
	Default  map[string]string
	Pythons  []string // all versions with their own package
	// Ends is the last day of security fixes for everyone, zero if unknown.
	Ends time.Time
	// MirrorsGone is true if the packages are no longer where the image looks for them.
	MirrorsGone bool
}

// variant is what differs for some tags of an image. Empty fields differ in nothing.
type variant struct {
	repository string // may end in /*
	before     int    // for earlier major versions, 0 for all
	part       string // for tags with a part that starts with this, "" for all
	distro     Distro
	account    string // "-" for none
	user       string
}

// tables returns the tables, read once.
var tables = sync.OnceValue(func() (t struct {
	images   map[string]Image
	variants []variant
	releases []Release
	named    map[[2]string]*Release // by image and code name
	families map[Distro]Family
}) {
	t.families = map[Distro]Family{}
	for _, row := range readTable(distrosCSV) {
		t.families[Distro(row["distro"])] = Family{Manager: row["manager"], Sh: row["sh"], Pipefail: row["pipefail"], create: row["create"], withHome: row["with_home"]}
	}
	t.images = map[string]Image{}
	for _, row := range readTable(imagesCSV) {
		account, home, _ := strings.Cut(row["account"], ":")
		t.images[row["repository"]] = Image{
			Repository: row["repository"],
			Known:      true,
			Distro:     Distro(row["distro"]),
			Language:   row["language"],
			Stable:     row["stable"],
			Account:    account,
			Home:       home,
			User:       row["user"],
			Entrypoint: row["entrypoint"] != "",
			DropsRoot:  row["drops"] == "yes",
			Variants:   strings.Fields(row["variants"]),
		}
	}
	for _, row := range readTable(variantsCSV) {
		before, _ := strconv.Atoi(row["before"])
		t.variants = append(t.variants, variant{row["repository"], before, row["part"], Distro(row["distro"]), row["account"], row["user"]})
	}
	for _, row := range readTable(releasesCSV) {
		r := Release{Image: row["image"], Version: row["release"], Codename: row["codename"], Default: map[string]string{}}
		r.Pythons = strings.Fields(row["pythons"])
		for _, language := range []string{"python", "node", "go", "java", "ruby", "php"} {
			r.Default[language] = row[language]
		}
		r.MirrorsGone = row["mirrors"] == "gone"
		if row["ends"] != "" {
			ends, err := time.Parse(time.DateOnly, row["ends"])
			if err != nil {
				panic(fmt.Sprintf("images: embedded table: %v", err))
			}
			r.Ends = ends
		}
		t.releases = append(t.releases, r)
	}
	t.named = map[[2]string]*Release{}
	for i, r := range t.releases {
		if name := [2]string{r.Image, r.Codename}; r.Codename != "" && t.named[name] == nil {
			t.named[name] = &t.releases[i]
		}
	}
	return t
})

// readTable reads a table into rows by column name. It panics if it can't. The tables are part of
// the program, so that would be a bug that no input can cause.
func readTable(text string) []map[string]string {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment = '#'
	records, err := r.ReadAll()
	if err != nil {
		panic(fmt.Sprintf("images: embedded table: %v", err))
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// Lookup returns the facts about the image with a name as in FROM. If the name isn't a valid image
// reference, it returns the zero value.
func Lookup(name string) Image {
	if name == "scratch" {
		return tables().images["scratch"]
	}
	ref, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return Image{}
	}
	repository := reference.FamiliarName(ref)
	image, known := tables().images[repository]
	if !known {
		image.Repository = repository
	}
	if tagged, ok := ref.(reference.Tagged); ok {
		image.Tag = tagged.Tag()
	}
	if digested, ok := ref.(reference.Digested); ok {
		image.Digest = digested.Digest().String()
	}
	image.applyTag()
	return image
}

// Place returns an image's registry, by default "docker.io", and its path there. ok is false if the
// name isn't a valid image reference.
func Place(name string) (registry, repository string, ok bool) {
	ref, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return "", "", false
	}
	return reference.Domain(ref), reference.Path(ref), true
}

// applyTag adjusts the facts to the variant in the tag.
func (i *Image) applyTag() {
	if !i.Known {
		return
	}
	for n, p := range strings.Split(i.Tag, "-") {
		switch {
		case strings.HasPrefix(p, "alpine"):
			i.Distro = Alpine
		case n > 0 && releaseNamed("debian", p) != nil:
			i.Distro = Debian
		case n > 0 && releaseNamed("ubuntu", p) != nil:
			i.Distro = Ubuntu
		case strings.HasPrefix(p, "ubi"), strings.HasPrefix(p, "oracle"), p == "minimal", p == "slim" && i.Distro == RHEL:
			i.Distro = RHELMinimal
		case p == "slim" && i.Distro == Unknown:
			i.Distro = Debian
		case p == "nonroot":
			i.User = "nonroot"
		case p == "windowsservercore", p == "nanoserver":
			*i = Image{Repository: i.Repository, Tag: i.Tag, Digest: i.Digest}
			return
		}
	}
	for _, v := range tables().variants {
		if v.isOf(i) {
			i.apply(v)
		}
	}
	if i.Repository == "nvidia/cuda" && !strings.Contains(i.Tag, "ubuntu") {
		i.Distro = RHEL
	}
}

// isOf reports whether an image's tag is of the variant. A tag without a version is of the newest one.
func (v variant) isOf(i *Image) bool {
	below, all := strings.CutSuffix(v.repository, "*")
	if i.Repository != v.repository && !(all && strings.HasPrefix(i.Repository, below)) {
		return false
	}
	parts := strings.Split(i.Tag, "-")
	if v.before > 0 {
		major, _, _ := strings.Cut(parts[0], ".")
		if n, err := strconv.Atoi(major); err != nil || n >= v.before {
			return false
		}
	}
	return slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(p, v.part) })
}

// apply changes the facts to those of a variant.
func (i *Image) apply(v variant) {
	i.Distro, i.User = cmp.Or(v.distro, i.Distro), cmp.Or(v.user, i.User)
	if v.account != "" {
		i.Account, i.Home, _ = strings.Cut(strings.TrimPrefix(v.account, "-"), ":")
	}
}

// HasShell reports whether a RUN can run in the image: false for images without a shell, such as
// scratch, distroless and chiseled ones, and for unknown images of which that isn't known.
func (i Image) HasShell() bool { return i.Known && i.Distro != None }

// releaseNamed returns the release of an image that has a code name, nil if none has.
func releaseNamed(image, codename string) *Release { return tables().named[[2]string{image, codename}] }

// Release returns the release that the image's tag names, by version, longer version or code name.
// Without a tag and for latest, it is the newest stable release. ok is false if the release isn't in
// the table.
func (i Image) Release() (release Release, ok bool) {
	tag := i.Tag
	if tag == "" || tag == "latest" {
		tag = i.Stable
	}
	tag, _, _ = strings.Cut(tag, "-")
	for _, r := range tables().releases {
		named := r.Codename != "" && tag == r.Codename
		if r.Image == i.Repository && (tag == r.Version || named || strings.HasPrefix(tag, r.Version+".")) {
			return r, true
		}
	}
	return Release{}, false
}

// System returns the distribution release that the image is based on. For a distribution's image,
// that is its own release. For others, the tag must name it. ok is false if the tag names none.
func (i Image) System() (release Release, ok bool) {
	switch i.Repository {
	case "debian", "ubuntu", "alpine", "fedora", "centos", "rockylinux", "almalinux", "amazonlinux":
		if i.Tag == "" || i.Tag == "latest" {
			return Release{}, false
		}
		return i.Release()
	}
	for _, part := range strings.Split(i.Tag, "-") {
		for _, image := range []string{"debian", "ubuntu"} {
			if r := releaseNamed(image, part); r != nil {
				return *r, true
			}
		}
	}
	return Release{}, false
}

// Ended reports whether the image, or the distribution release that it's based on, got no more security
// fixes on a day. It is false where that isn't known, and without a day.
func (i Image) Ended(day time.Time) bool {
	release, ok := i.Release()
	system, based := i.System()
	ended := func(r Release, ok bool) bool { return ok && !r.Ends.IsZero() && !day.IsZero() && day.After(r.Ends) }
	return ended(release, ok) || ended(system, based)
}

// Releases returns the known releases of a distribution's image, oldest first.
func Releases(image string) []Release {
	var found []Release
	for _, r := range tables().releases {
		if r.Image == image {
			found = append(found, r)
		}
	}
	return found
}

// LanguageTag returns the official image for a language version, "" if there is none. It is the
// smallest variant that still has a shell and a package manager. Alpine gets its own variant, other
// families get Debian's.
func LanguageTag(language, version string, distro Distro, runtimeOnly bool) string {
	alpine := distro == Alpine
	pick := func(debian, alpineSuffix string) string {
		if alpine {
			return version + alpineSuffix
		}
		return version + debian
	}
	switch language {
	case "python":
		return "python:" + pick("-slim", "-alpine")
	case "node":
		return "node:" + pick("-slim", "-alpine")
	case "ruby":
		return "ruby:" + pick("-slim", "-alpine")
	case "go":
		return "golang:" + pick("", "-alpine")
	case "php":
		return "php:" + pick("-cli", "-cli-alpine")
	case "java":
		kind := "-jdk"
		if runtimeOnly {
			kind = "-jre"
		}
		return "eclipse-temurin:" + pick(kind, kind+"-alpine")
	}
	return ""
}

// Lacks reports whether an image is known not to include a tool, curl or wget, according to its
// Dockerfile. That is true for distributions, slim variants of languages, and images without a
// shell. Alpine variants have BusyBox's wget. Full variants of languages are based on
// buildpack-deps, which has both.
func (i Image) Lacks(tool string) bool {
	slim := strings.Contains(i.Tag, "slim")
	switch {
	case !i.Known:
		return false
	case i.Distro == None:
		return true
	case i.Distro == Alpine || i.Distro == Busybox:
		plain := i.Repository == "alpine" || i.Repository == "busybox" || i.Repository == "python" || i.Repository == "golang" || i.Repository == "ruby"
		return tool == "curl" && plain
	case i.Repository == "debian" || i.Repository == "ubuntu":
		return true
	case i.Language == "python" || i.Language == "node" || i.Language == "ruby" || i.Language == "perl":
		return slim && i.Distro == Debian && !strings.Contains(i.Repository, "/")
	}
	return false
}

// Family has the facts that a family of distributions shares.
type Family struct {
	// Manager is the package manager, "" for none.
	Manager string
	// Sh is the program behind /bin/sh: "dash", "busybox" or "bash"; "" for none.
	Sh string
	// Pipefail is the path of a shell that supports pipefail.
	Pipefail string

	create, withHome string
}

// Family returns the facts about the family, a zero value if it is unknown.
func (d Distro) Family() Family { return tables().families[d] }

// CreateUser returns a distribution's command to create a system user and a group with the same
// name, "" if it is unknown. With home, the user gets a home folder; BusyBox always makes one.
func CreateUser(distro Distro, name string, home bool) string {
	create := distro.Family().create
	if home {
		create = distro.Family().withHome
	}
	return strings.ReplaceAll(create, "NAME", name)
}

// oldPip are the releases whose python-pip package is older than pip 6.0. That was the first
// version with a cache and with --no-cache-dir.
// https://pip.pypa.io/en/stable/news/#v6-0 and the distributions' archives.
var oldPip = map[string][]string{
	"ubuntu": {"10.04", "12.04", "12.10", "13.04", "13.10", "14.04", "14.10", "15.04", "lucid", "precise", "quantal", "raring", "saucy", "trusty", "utopic", "vivid"},
	"debian": {"6", "7", "8", "squeeze", "wheezy", "jessie", "oldoldstable"},
	"centos": {"5", "6", "centos5", "centos6"},
}

// OldPip reports whether the release's own pip is too old for a download cache and --no-cache-dir.
func (i Image) OldPip() bool {
	tag, _, _ := strings.Cut(i.Tag, "-")
	for _, release := range oldPip[i.Repository] {
		if tag == release || strings.HasPrefix(tag, release+".") && i.Repository != "ubuntu" {
			return true
		}
	}
	return false
}

// SilentMicrodnf reports whether the release's microdnf never asks before it installs, which that of
// version 9 does: the RHEL family of version 8 and before.
// https://github.com/rpm-software-management/microdnf/pull/94
func (i Image) SilentMicrodnf() bool {
	version, _, _ := strings.Cut(i.Tag, "-")
	version, _, _ = strings.Cut(version, ".")
	for part := range strings.SplitSeq(i.Repository, "/") {
		if name, _, _ := strings.Cut(part, "-"); name == "ubi7" || name == "ubi8" {
			return true
		}
	}
	name := path.Base(i.Repository)
	return (version == "7" || version == "8") && slices.Contains([]string{"ubi-minimal", "rockylinux", "almalinux", "oraclelinux", "8-minimal", "minimal"}, name)
}

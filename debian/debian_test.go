package debian

import (
	"testing"

	"github.com/drydock-dev/drydock/images"
)

func TestTablesAreWhole(t *testing.T) {
	for _, r := range releases {
		packages := r.read()
		if len(packages) < 1000 {
			t.Errorf("%s: %d packages", r.Codename, len(packages))
		}
		for name, p := range packages {
			if name == "" || p.Section == "" {
				t.Errorf("%s: a row without a name or a section: %+v", r.Codename, p)
			}
			for _, other := range append(p.needs, p.recommends...) {
				if packages[other] == nil {
					t.Errorf("%s: %s names %s, which isn't in the table", r.Codename, name, other)
				}
			}
		}
	}
}

func TestInstalledFollowsWhatIsNeededAndRecommended(t *testing.T) {
	for _, r := range releases {
		needed, all := r.Installed([]string{"git"}, false), r.Installed([]string{"git"}, true)
		if needed["git"] == nil || needed["git-man"] == nil || needed["openssh-client"] != nil {
			t.Errorf("%s: git needs %v", r.Codename, needed)
		}
		extra := all.Without(needed)
		if extra["openssh-client"] == nil || extra["ca-certificates"] == nil || extra["git"] != nil || extra.Bytes() != all.Bytes()-needed.Bytes() {
			t.Errorf("%s: git only recommends %v", r.Codename, extra)
		}
		if got := r.Installed([]string{"no-such-package"}, true); len(got) != 0 {
			t.Errorf("%s: an unknown package brings %v", r.Codename, got)
		}
	}
}

// What apt-get says it installs into a bare image, measured with its -s: 56 packages more for ffmpeg's
// recommendations, 395 MB more for pip's.
func TestSizesAreTheReleases(t *testing.T) {
	trixie := releases[1]
	pip := trixie.Installed([]string{"python3-pip"}, true).Without(trixie.Installed([]string{"python3-pip"}, false))
	if mb := pip.Bytes() >> 20; mb < 300 || mb > 450 {
		t.Errorf("what python3-pip recommends takes %d MB", mb)
	}
	if trixie.Lookup("build-essential").Section != "devel" || trixie.Lookup("no-such-package") != nil {
		t.Error("Lookup doesn't read the table")
	}
}

func TestBareIsOfReleasesThatAreKnown(t *testing.T) {
	for image, want := range map[string]int{
		"debian:12-slim": 1, "debian:trixie": 1, "python:3.12-slim-bookworm": 1,
		"python:3.12-slim": 2, "debian": 2,
		"debian:11": 0, "ubuntu:24.04": 0, "python:3.12": 0, "alpine": 0, "example.org/app": 0,
	} {
		if got := Bare(images.Lookup(image)); len(got) != want {
			t.Errorf("%s may be of %d releases, want %d", image, len(got), want)
		}
	}
}

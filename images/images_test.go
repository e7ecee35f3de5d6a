package images

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/distribution/reference"
)

func TestLookup(t *testing.T) {
	tests := []struct {
		name, repository, tag string
		known                 bool
		distro                Distro
		user                  string
	}{
		{"ubuntu", "ubuntu", "", true, Ubuntu, "root"},
		{"docker.io/library/python:3.11-slim", "python", "3.11-slim", true, Debian, "root"},
		{"python:3.11-alpine3.20", "python", "3.11-alpine3.20", true, Alpine, "root"},
		{"node:20-bookworm", "node", "20-bookworm", true, Debian, "root"},
		{"openjdk:17", "openjdk", "17", true, Unknown, "root"},
		{"openjdk:11-jre-slim-buster", "openjdk", "11-jre-slim-buster", true, Debian, "root"},
		{"openjdk:17-oraclelinux8", "openjdk", "17-oraclelinux8", true, RHELMinimal, "root"},
		{"almalinux:9-minimal", "almalinux", "9-minimal", true, RHELMinimal, "root"},
		{"oraclelinux:9-slim", "oraclelinux", "9-slim", true, RHELMinimal, "root"},
		{"eclipse-temurin:21-jre-ubi9-minimal", "eclipse-temurin", "21-jre-ubi9-minimal", true, RHELMinimal, "root"},
		{"maven:3-eclipse-temurin-21-noble", "maven", "3-eclipse-temurin-21-noble", true, Ubuntu, "root"},
		{"gcr.io/distroless/static:nonroot", "gcr.io/distroless/static", "nonroot", true, None, "nonroot"},
		{"ghcr.io/me/mine:1", "ghcr.io/me/mine", "1", false, Unknown, ""},
		{"golang:1.22-nanoserver", "golang", "1.22-nanoserver", false, Unknown, ""},
		{"nvidia/cuda:12.4.1-runtime-rockylinux9", "nvidia/cuda", "12.4.1-runtime-rockylinux9", true, RHEL, "root"},
		{"Not An Image", "", "", false, Unknown, ""},
	}
	for _, tt := range tests {
		got := Lookup(tt.name)
		if got.Repository != tt.repository || got.Tag != tt.tag || got.Known != tt.known || got.Distro != tt.distro || got.User != tt.user {
			t.Errorf("Lookup(%q) = %+v", tt.name, got)
		}
	}
}

// TestAccounts checks the accounts and users that depend on the tag.
func TestAccounts(t *testing.T) {
	tests := []struct {
		name, account, home, user string
		shell                     bool
	}{
		{"node:20-slim", "node", "/home/node", "root", true},
		{"node:5", "", "", "root", true},
		{"node:lts", "node", "/home/node", "root", true},
		{"mcr.microsoft.com/dotnet/aspnet:6.0", "", "", "root", true},
		{"mcr.microsoft.com/dotnet/runtime:7.0-alpine", "", "", "root", true},
		{"mcr.microsoft.com/dotnet/aspnet:8.0", "app", "/home/app", "root", true},
		{"mcr.microsoft.com/dotnet/aspnet:10.0-preview", "app", "/home/app", "root", true},
		{"mcr.microsoft.com/dotnet/aspnet:9.0-noble-chiseled", "app", "/home/app", "app", false},
		{"mcr.microsoft.com/dotnet/runtime-deps:6.0-jammy-chiseled", "app", "/home/app", "app", false},
		{"mcr.microsoft.com/dotnet/runtime:8.0-cbl-mariner2.0-distroless-extra", "app", "/home/app", "app", false},
		{"mcr.microsoft.com/dotnet/aspnet:9.0-azurelinux3.0", "app", "/home/app", "root", true},
		{"gcr.io/distroless/base-debian12:debug-nonroot", "nonroot", "/home/nonroot", "nonroot", false},
		{"nginx:1.27", "nginx", "", "root", true},
		{"scratch", "", "", "root", false},
		{"ghcr.io/me/mine:1", "", "", "", false},
	}
	for _, tt := range tests {
		got := Lookup(tt.name)
		if got.Account != tt.account || got.Home != tt.home || got.User != tt.user || got.HasShell() != tt.shell {
			t.Errorf("%s: account %q, home %q, user %q, shell %v", tt.name, got.Account, got.Home, got.User, got.HasShell())
		}
	}
}

func TestRelease(t *testing.T) {
	for name, want := range map[string]string{
		"ubuntu:latest": "24.04", "ubuntu:jammy-20240101": "22.04", "debian:bookworm-slim": "12",
		"debian:12.5": "12", "alpine:3.20.1": "3.20", "alpine:3.2": "3.2", "python:3.11.4-slim": "3.11", "python": "3.13", "debian": "13",
		"node:lts": "", "ubuntu:23.03": "", "example/app:1": "",
	} {
		r, ok := Lookup(name).Release()
		if r.Version != want || ok != (want != "") {
			t.Errorf("%s is release %q, want %q", name, r.Version, want)
		}
	}
}

func TestSilentMicrodnf(t *testing.T) {
	for name, want := range map[string]bool{
		"registry.access.redhat.com/ubi8/ubi-minimal:8.10": true, "registry.access.redhat.com/ubi8-minimal": true, "redhat/ubi8-minimal:latest": true,
		"rockylinux:8-minimal": true, "rockylinux/rockylinux:8-minimal": true, "oraclelinux:8-slim": true, "almalinux/8-minimal:8.10": true, "almalinux:8.10-minimal": true,
		"registry.access.redhat.com/ubi9/ubi-minimal:9.6": false, "rockylinux:9-minimal": false, "oraclelinux:9-slim": false, "redhat/ubi9-minimal": false,
		"registry.access.redhat.com/ubi9/ubi-minimal": false, "example.org/app:8": false, "ubi80": false, "fedora:43": false,
	} {
		if got := Lookup(name).SilentMicrodnf(); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestOldPip(t *testing.T) {
	for name, want := range map[string]bool{"ubuntu:14.04": true, "ubuntu:trusty-20160101": true, "ubuntu:16.04": false, "ubuntu": false, "debian:8.11": true, "debian:12": false, "python:3.4": false} {
		if got := Lookup(name).OldPip(); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestTables checks that the tables are consistent.
func TestTables(t *testing.T) {
	distros := map[Distro]bool{Unknown: true, Debian: true, Ubuntu: true, Alpine: true, Busybox: true, RHEL: true, RHELMinimal: true, None: true, "suse": true, "arch": true}
	for name, i := range tables().images {
		if !distros[i.Distro] {
			t.Errorf("%s: unknown distro %q", name, i.Distro)
		}
		if i.User == "" {
			t.Errorf("%s: no user", name)
		}
		if i.DropsRoot && i.User != "root" {
			t.Errorf("%s drops root that it does not have", name)
		}
		if _, err := reference.ParseNormalizedNamed(name + ":" + i.Stable + "x"); err != nil {
			t.Errorf("%s:%s: %v", name, i.Stable, err)
		}
	}
	for _, r := range tables().releases {
		i, ok := tables().images[r.Image]
		if !ok || i.Language != "" && len(r.Pythons) > 0 {
			t.Errorf("release %s of %s, which is no distribution of images.csv", r.Version, r.Image)
		}
		if r.MirrorsGone && r.Ends.IsZero() {
			t.Errorf("%s %s: its mirrors are gone, and it has no end", r.Image, r.Version)
		}
		if p := r.Default["python"]; len(r.Pythons) > 0 && !strings.Contains(" "+strings.Join(r.Pythons, " ")+" ", " "+p+" ") {
			t.Errorf("%s %s: python %s is not among %v", r.Image, r.Version, p, r.Pythons)
		}
	}
}

// TestSources checks that every row names its source page and the month when it was read, and that no
// release appears twice.
func TestSources(t *testing.T) {
	seen := regexp.MustCompile(`^20\d\d-(?:0[1-9]|1[0-2])$`)
	for _, row := range readTable(imagesCSV) {
		if row["source"] == "" || !seen.MatchString(row["seen"]) {
			t.Errorf("%s: source %q, seen %q", row["repository"], row["source"], row["seen"])
		}
	}
	for _, row := range readTable(variantsCSV) {
		if row["source"] == "" || !seen.MatchString(row["seen"]) {
			t.Errorf("variant of %s: source %q, seen %q", row["repository"], row["source"], row["seen"])
		}
		if _, err := strconv.Atoi(row["before"]); err != nil && row["before"] != "" {
			t.Errorf("variant of %s: before %q", row["repository"], row["before"])
		}
	}
	for _, row := range readTable(distrosCSV) {
		if row["source"] == "" || !seen.MatchString(row["seen"]) {
			t.Errorf("%s: source %q, seen %q", row["distro"], row["source"], row["seen"])
		}
	}
	for name, i := range tables().images {
		if _, ok := tables().families[i.Distro]; !ok && i.Distro != Unknown {
			t.Errorf("%s is of the family %q, which distros.csv does not have", name, i.Distro)
		}
	}
	releases := map[string]bool{}
	for _, row := range readTable(releasesCSV) {
		name := row["image"] + ":" + row["release"]
		if releases[name] {
			t.Errorf("%s is there twice", name)
		}
		releases[name] = true
		if row["ends"] != "" && (row["source"] == "" || !seen.MatchString(row["seen"])) {
			t.Errorf("%s: source %q, seen %q", name, row["source"], row["seen"])
		}
	}
}

// TestEnds checks that a distribution's releases end in order.
func TestEnds(t *testing.T) {
	for _, image := range []string{"debian", "alpine", "fedora", "php", "postgres"} {
		var last Release
		for _, r := range Releases(image) {
			if r.Ends.Before(last.Ends) {
				t.Errorf("%s %s ends on %s, before %s", image, r.Version, r.Ends.Format(time.DateOnly), last.Version)
			}
			last = r
		}
	}
}

package products

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// toolchain is what is known about the images that build programs of a kind.
type toolchain struct {
	// base returns the image that runs what an image builds, "" if there is none to name.
	base func(image images.Image, today time.Time) string
	// makes returns the paths that a command makes, nil for a command that is no part of the toolchain;
	// empty for one that makes nothing that is started.
	makes func(c effects.Ran) []string
	// started returns the word of a start command that names what the build made.
	started func(words []string) string
	// needed returns files of the build's image that a base lacks and programs read.
	needed func(base string) []string
	// folder is true if the program needs all files that lie beside it.
	folder bool
	// source are files that only the compiler reads, as patterns of names.
	source []string
	// doubts returns what the tree leaves open.
	doubts func(r *reader)
}

func (t *toolchain) extras(base string) []string {
	if t.needed == nil {
		return nil
	}
	return t.needed(base)
}

// toolchains are the known ones by repository.
var toolchains = map[string]*toolchain{
	"golang":                       &golang,
	"rust":                         &rust,
	"mcr.microsoft.com/dotnet/sdk": &dotnet,
	"maven":                        &java,
	"gradle":                       &java,
}

func toolchainOf(image images.Image) *toolchain { return toolchains[image.Repository] }

// firstWord is the start of a program that is started by its own name.
func firstWord(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

// certificates are where Debian and Alpine keep the certificates of authorities as one file. Alpine's image has it.
const certificates = "/etc/ssl/certs/ca-certificates.crt"

var golang = toolchain{
	base: linkedTo,
	makes: func(c effects.Ran) []string {
		call := c.Package()
		switch {
		case c.Program() != "go":
			return nil
		case call == nil || c.Dir == "" && call.Verb == "build":
			return []string{}
		case call.Verb == "install":
			return goInstalled(call)
		case call.Verb == "build":
			return goBuilt(c, call)
		}
		return []string{}
	},
	started: firstWord,
	needed: func(base string) (files []string) {
		if strings.HasPrefix(base, "debian:") {
			files = append(files, certificates)
		}
		return append(files, "/usr/local/go/lib/time/zoneinfo.zip") // where time.LoadLocation looks last
	},
	source: []string{"*.go", "go.mod", "go.sum", "go.work", "go.work.sum", "vendor", "testdata"},
	doubts: (*reader).doubtGo,
}

// goInstalled returns what `go install` makes. https://go.dev/ref/mod#go-install
func goInstalled(call *shell.PackageCall) (made []string) {
	for _, w := range call.Packages {
		name, _, _ := strings.Cut(w.Value, "@")
		if name = path.Base(name); name == "." || name == "..." {
			name = "*"
		}
		made = append(made, "/go/bin/"+name)
	}
	if len(call.Packages) == 0 {
		made = []string{"/go/bin/*"}
	}
	return made
}

// majorVersion matches the end of a module's path that isn't its name.
var majorVersion = regexp.MustCompile(`^v\d+$`)

// goBuilt returns what `go build` makes. Without -o the program is named for its package, or for the
// module that it is the root of.
func goBuilt(c effects.Ran, call *shell.PackageCall) []string {
	if outputs := call.OptionValues("-o"); len(outputs) > 0 {
		if name, ok := c.Path(outputs[0]); ok && outputs[0].Literal {
			return []string{path.Clean(name), path.Join(name, "*")}
		}
		return []string{}
	}
	name := path.Base(c.Dir)
	if len(call.Packages) == 1 {
		name = strings.TrimSuffix(path.Base(call.Packages[0].Value), ".go")
		if majorVersion.MatchString(name) {
			name = path.Base(path.Dir(call.Packages[0].Value))
		}
	}
	if name == "." || len(call.Packages) == 0 {
		return []string{path.Join(c.Dir, "*")} // the module's name
	}
	return []string{path.Join(c.Dir, name)}
}

var rust = toolchain{
	base: linkedTo,
	makes: func(c effects.Ran) []string {
		call := c.Package()
		switch {
		case c.Program() == "rustup":
			return []string{}
		case c.Program() != "cargo":
			return nil
		case call != nil && call.Verb == "install":
			return []string{"/usr/local/cargo/bin/*"}
		case c.Dir == "":
			return []string{}
		}
		profile := "debug"
		if call != nil && call.Has("--release", "-r") {
			profile = "release"
		}
		return []string{path.Join(c.Dir, "target", profile, "*"), path.Join(c.Dir, "target/*", profile, "*")}
	},
	started: firstWord,
	needed: func(base string) (files []string) {
		if strings.HasPrefix(base, "debian:") {
			files = append(files, certificates)
		}
		return files
	},
	source: []string{"*.rs", "Cargo.toml", "Cargo.lock", "rust-toolchain*", "rustfmt.toml", "clippy.toml", "target", "benches"},
	doubts: (*reader).doubtRust,
}

// linkedTo returns the small image with the libc that an image's compiler links to: of the release that
// its tag names and that still gets fixes, else of the newest, whose libc runs what an older one linked.
func linkedTo(image images.Image, today time.Time) string {
	family := "debian"
	if image.Distro == images.Alpine {
		family = "alpine"
	}
	newest := images.Lookup(family).Stable
	for _, part := range strings.Split(image.Tag, "-")[1:] {
		version := strings.TrimPrefix(part, "alpine")
		release := images.Lookup(family + ":" + version)
		if _, known := release.Release(); known && version != "" && !release.Ended(today) {
			newest = version
		}
	}
	if family == "debian" {
		return "debian:" + newest + "-slim"
	}
	return "alpine:" + newest
}

var dotnet = toolchain{
	base: func(image images.Image, _ time.Time) string {
		m := dotnetTag.FindStringSubmatch(image.Tag)
		if m == nil || image.Digest != "" {
			return ""
		}
		return "mcr.microsoft.com/dotnet/aspnet:" + m[1] + m[2]
	},
	makes: func(c effects.Ran) []string {
		if c.Program() != "dotnet" {
			return nil
		}
		words := c.Values()
		if len(words) < 2 || words[1] != "publish" {
			return []string{}
		}
		for i, w := range c.Words[1:] {
			name, ok := w.Value, false
			switch {
			case (name == "-o" || name == "--output") && i+2 < len(c.Words):
				name, ok = c.Path(c.Words[i+2])
			case strings.HasPrefix(name, "--output=") && c.Dir != "":
				name, ok = strings.TrimPrefix(name, "--output="), true
				if !path.IsAbs(name) {
					name = path.Join(c.Dir, name)
				}
			}
			if ok {
				return []string{path.Join(name, "*")}
			}
		}
		return []string{}
	},
	started: func(words []string) string {
		if len(words) > 1 && path.Base(words[0]) == "dotnet" && strings.HasSuffix(words[1], ".dll") {
			return words[1]
		}
		return ""
	},
	folder: true,
}

// dotnetTag matches the tags of the SDK that the images for running have as well.
// https://github.com/dotnet/dotnet-docker/blob/main/documentation/supported-tags.md
var dotnetTag = regexp.MustCompile(`^(\d+\.\d+)(?:\.\d+)?((?:-(?:alpine[\d.]*|bookworm-slim|bullseye-slim|jammy|noble|focal))?)$`)

var java = toolchain{
	base: func(image images.Image, _ time.Time) string {
		m := jdkTag.FindStringSubmatch(image.Tag)
		if m == nil || image.Digest != "" || m[1] == "9" || m[1] == "10" {
			return ""
		}
		return "eclipse-temurin:" + m[1] + "-jre" + m[2]
	},
	makes: func(c effects.Ran) []string {
		switch c.Program() {
		case "mvn", "mvnw":
			return []string{path.Join(c.Dir, "target/*.jar"), path.Join(c.Dir, "*/target/*.jar")}
		case "gradle", "gradlew":
			return []string{path.Join(c.Dir, "build/libs/*.jar"), path.Join(c.Dir, "*/build/libs/*.jar")}
		}
		return nil
	},
	started: func(words []string) string {
		i := slices.Index(words, "-jar")
		if len(words) == 0 || path.Base(words[0]) != "java" || i < 0 || i+1 == len(words) {
			return ""
		}
		return words[i+1]
	},
	source: []string{"src", "pom.xml", "mvnw*", "gradlew*", "*.gradle", "*.kts", "gradle", "gradle.properties", "target", "build", "*.java", "*.kt"},
	doubts: (*reader).doubtJava,
}

// jdkTag matches the version of Java in a tag of Maven's and Gradle's images, and the distribution that
// the runtime's image has as well.
var jdkTag = regexp.MustCompile(`(?:^|-)(?:jdk-?|eclipse-temurin-|openjdk-|amazoncorretto-|sapmachine-|ibm-semeru-)(\d+)((?:-(?:alpine|focal|jammy|noble))?)$`)

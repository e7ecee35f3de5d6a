package products

import (
	"bytes"
	"encoding/xml"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Bounds on what is read of a build context.
const (
	maxFiles  = 3000
	maxSource = 4 << 20 // bytes of source files
	maxData   = 6       // paths to copy beside the program
)

// notRead are files that programs don't read at run time, as patterns of names.
var notRead = []string{
	"*.md", "*.rst", "LICENSE*", "LICENCE*", "NOTICE*", "CHANGELOG*", "AUTHORS*", "Makefile", "*.mk", "Dockerfile*", "*.Dockerfile", "docker-compose*", "compose*.y*ml", "Jenkinsfile", "Procfile", "Vagrantfile",
	".git*", ".dockerignore", ".editorconfig", ".golangci*", ".travis.yml", ".circleci", ".vscode", ".idea", ".air.toml", "*_test.*", "*.proto", "docs", "doc", "test", "tests", "examples", "example", "node_modules", ".env.example",
	"renovate.json", "sonar-project.properties",
}

// matches reports whether a name matches one of some patterns.
func matches(name string, patterns []string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		ok, err := path.Match(p, name)
		return ok && err == nil
	})
}

// readCopy reads which files for the program a COPY or ADD brings.
func (r *reader) readCopy(in *dockerfile.Instruction) {
	if r.toolchain.folder {
		return // the build puts beside the program what it reads
	}
	sources, dest, ok := in.Sources()
	dests := dockerfile.Destinations(in)
	to := path.Clean(dockerfile.AbsoluteIn(in, dest.Text))
	switch {
	case !ok || in.Name == "ADD" && isArchive(sources) || !path.IsAbs(to) || strings.Contains(to, "$") || len(in.Heredocs) > 0 || strings.Contains(sources[0].Text, "://"):
		r.doubt("whether the program reads what line %d brings", in.Line)
		return
	case in.HasFlag("from"):
		r.data = append(r.data, dests...)
		return
	}
	contexts := r.known.Contexts(r.file)
	if len(contexts) != 1 {
		r.doubt("which files the program reads, such as templates and settings")
		return
	}
	for i, source := range sources {
		name := strings.TrimPrefix(path.Clean("/"+source.Text), "/")
		if name == "" {
			name = "."
		}
		info, err := fs.Stat(contexts[0], name)
		switch {
		case err == nil && info.IsDir():
			data, ok := r.dataBelow(contexts[0], name, to)
			if r.data = append(r.data, data...); !ok {
				r.doubt("which files the program reads: there are too many to tell")
			}
		case err == nil && !r.isSource(path.Base(name)):
			r.data = append(r.data, dests[min(i, len(dests)-1)])
		case err != nil && !r.isSource(path.Base(name)): // a pattern, or a file that something makes
			r.doubt("whether the program reads what line %d brings", in.Line)
		}
	}
}

// isArchive reports whether ADD may unpack one of its sources.
func isArchive(sources []dockerfile.Arg) bool {
	return slices.ContainsFunc(sources, func(s dockerfile.Arg) bool {
		return matches(path.Base(s.Text), []string{"*.tar*", "*.tgz", "*.tbz*", "*.txz"})
	})
}

// isSource reports whether a file or folder of this name is for the build, or for people, only.
func (r *reader) isSource(name string) bool {
	return matches(name, r.toolchain.source) || matches(name, notRead)
}

// dataBelow returns what dataIn does, once for the texts of a file. ok is false if there are too many files to tell.
func (r *reader) dataBelow(context *effects.Context, folder, to string) (data []string, ok bool) {
	type found struct {
		data []string
		ok   bool
	}
	f := context.Remember("data of "+r.image.Repository+"\x00"+folder+"\x00"+to, func() any {
		left := maxFiles
		data, _ := r.dataIn(context, folder, to, &left)
		return found{data, left >= 0}
	}).(found)
	return f.data, f.ok
}

// dataIn returns the paths in the image of what a folder of the context has for the program: the folder
// itself where it has nothing else.
func (r *reader) dataIn(context *effects.Context, folder, to string, left *int) (data []string, mixed bool) {
	entries, err := fs.ReadDir(context, folder)
	if err != nil {
		return nil, true
	}
	for _, e := range entries {
		if *left--; *left < 0 {
			return nil, true
		}
		name := path.Join(to, e.Name())
		switch {
		case r.isSource(e.Name()):
			mixed = true
		case e.IsDir():
			below, also := r.dataIn(context, path.Join(folder, e.Name()), name, left)
			data = append(data, below...)
			mixed = mixed || also
		default:
			data = append(data, name)
		}
	}
	if !mixed && len(data) > 0 && folder != "." {
		return []string{to}, false
	}
	return data, mixed
}

// addData settles what the program reads, beside what the build made.
func (r *reader) addData() {
	r.data = slices.DeleteFunc(slices.Compact(r.data), func(name string) bool { return name == r.program })
	if len(r.data) > maxData {
		r.doubt("which of the files in the build context the program reads")
		r.data = nil
	}
	workdir := r.product.Built.Before.Workdir
	for _, folder := range r.folders {
		needed := slices.ContainsFunc(append([]string{workdir, r.program}, r.data...), func(name string) bool { return effects.Under(name, folder) })
		if !needed && !effects.Under(folder, workdir) {
			r.doubt("whether the program needs the folder `%s`", folder)
		}
	}
	if r.toolchain.doubts != nil {
		r.toolchain.doubts(r)
	}
}

// uses is what source files use of what an image may lack.
type uses struct{ known, programs, c bool }

// usesOf returns what the source files of the context with some endings use, going by a reader of one file, as far
// as the bounds allow. The files are read once for the texts of a Dockerfile.
func (r *reader) usesOf(read func(text []byte, u *uses), endings ...string) uses {
	contexts := r.known.Contexts(r.file)
	if len(contexts) != 1 {
		return uses{}
	}
	return contexts[0].Remember("uses of "+strings.Join(endings, " "), func() any {
		u := uses{}
		files, size := 0, 0
		err := fs.WalkDir(contexts[0], ".", func(name string, entry fs.DirEntry, err error) error {
			if files++; err != nil || files > maxFiles || size > maxSource {
				return fs.ErrInvalid
			}
			base := path.Base(name)
			switch {
			case entry.IsDir() && slices.Contains([]string{".git", "vendor", "node_modules", "target"}, base):
				return fs.SkipDir
			case entry.IsDir() || !slices.Contains(endings, path.Ext(base)) || strings.HasSuffix(base, "_test.go"):
				return nil
			}
			if info, err := entry.Info(); err != nil || info.Size() > maxSource {
				return fs.ErrInvalid
			}
			text, err := fs.ReadFile(contexts[0], name)
			size += len(text)
			read(text, &u)
			return err
		})
		u.known = err == nil
		return u
	}).(uses)
}

// doubtGo looks for programs that a Go program starts, and for C that it's linked to.
func (r *reader) doubtGo() {
	u := r.usesOf(func(text []byte, u *uses) {
		file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
		if err != nil {
			return
		}
		for _, i := range file.Imports {
			name, _ := strconv.Unquote(i.Path.Value)
			u.programs = u.programs || name == "os/exec"
			u.c = u.c || name == "C"
		}
	}, ".go")
	cgo, set := r.stage.Var("CGO_ENABLED", r.product.Built)
	switch {
	case !u.known:
		r.doubt("which programs and libraries of `%s` the program needs", r.stage.Base)
	case u.programs:
		r.doubt("which programs the program starts")
	case u.c && (!set || cgo != "0"):
		r.doubt("which C libraries the program is linked to")
	}
}

// lockedCrate matches the name of a package in a Cargo.lock.
var lockedCrate = regexp.MustCompile(`(?m)^name = "([^"\n]+)"\r?$`)

// selfContained are crates named for a system library that link to none, or bring their own.
var selfContained = strings.Fields("linux-raw-sys js-sys web-sys windows-sys core-foundation-sys security-framework-sys android_system_properties dirs-sys fsevent-sys inotify-sys errno-dragonfly ittapi-sys tikv-jemalloc-sys jemalloc-sys libmimalloc-sys aws-lc-sys ring-sys wasi-sys lz4-sys zstd-sys")

// startsPrograms matches the library's names for starting a program, in Rust and Java.
var startsPrograms = regexp.MustCompile(`\bprocess::Command\b|\bProcessBuilder\b|\bgetRuntime\(\)\s*\.exec\b`)

// doubtRust looks for programs that a Rust program starts, and for libraries that it's linked to.
func (r *reader) doubtRust() {
	lock := r.known.ReadInContext(r.file, "Cargo.lock")
	if lock == nil {
		r.doubt("which libraries the program is linked to: there's no Cargo.lock to tell")
	}
	for _, m := range lockedCrate.FindAllSubmatch(lock, -1) {
		if name := string(m[1]); strings.HasSuffix(name, "-sys") && !slices.Contains(selfContained, name) {
			r.doubt("which library `%s` links to", name)
		}
	}
	r.doubtPrograms(".rs")
}

func (r *reader) doubtPrograms(endings ...string) {
	u := r.usesOf(func(text []byte, u *uses) { u.programs = u.programs || startsPrograms.Match(text) }, endings...)
	switch {
	case !u.known:
		r.doubt("which programs of `%s` the program starts", r.stage.Base)
	case u.programs:
		r.doubt("which programs the program starts")
	}
}

// packers are plugins of Maven and Gradle that put all dependencies into one jar.
var packers = regexp.MustCompile(`spring-boot-maven-plugin|maven-shade-plugin|quarkus-maven-plugin|org\.springframework\.boot|com\.github\.johnrengelman\.shadow|com\.gradleup\.shadow`)

// doubtJava looks for jars that a jar refers to.
func (r *reader) doubtJava() {
	packed := false
	if pom := r.known.ReadInContext(r.file, "pom.xml"); pom != nil {
		packed = slices.ContainsFunc(pluginsOf(pom), packers.MatchString)
	}
	for _, name := range []string{"build.gradle", "build.gradle.kts"} {
		packed = packed || packers.Match(r.known.ReadInContext(r.file, name))
	}
	if !packed {
		r.doubt("whether the jar has its dependencies in it")
	}
	r.doubtPrograms(".java", ".kt")
}

// pluginsOf returns the names of the plugins in a pom.xml.
func pluginsOf(pom []byte) (names []string) {
	var project struct {
		Plugins []string `xml:"build>plugins>plugin>artifactId"`
	}
	if err := xml.NewDecoder(bytes.NewReader(pom)).Decode(&project); err != nil {
		return nil
	}
	return project.Plugins
}

package effects

import "strings"

// compilers are packages, by any distribution's name, that bring a compiler or a build system, some
// tens of megabytes or more, and nothing that a program needs once it's built.
var compilers = map[string]bool{
	"build-essential": true, "build-base": true, "alpine-sdk": true, "base-devel": true, "devel_basis": true,
	"gcc": true, "g++": true, "gcc-c++": true, "gcc-multilib": true, "g++-multilib": true, "clang": true, "llvm": true, "cmake": true, "cpp": true, "ghc": true,
	"gcc-gfortran": true, "gfortran": true, "go": true, "golang": true, "golang-go": true, "rust": true, "rustc": true, "cargo": true, "maven": true, "gradle": true,
	"devscripts": true, "default-jdk": true, "default-jdk-headless": true, "make": true, "musl-dev": true, "libc6-dev": true, "libc-dev": true, "glibc-devel": true,
}

// IsCompiler reports whether a distribution's package is a compiler or a build system: it only serves to
// build programs. A version in the name counts as none: `gcc-12`.
func IsCompiler(name string) bool {
	if compilers[name] {
		return true
	}
	front, version, _ := strings.Cut(name, "-")
	return compilers[front] && strings.Trim(version, "0123456789.") == "" || strings.HasPrefix(name, "openjdk") && strings.Contains(name, "-jdk")
}

// IsHeaders reports whether a distribution's package is for building against a library.
func IsHeaders(name string) bool {
	return strings.HasSuffix(name, "-dev") || strings.HasSuffix(name, "-devel")
}

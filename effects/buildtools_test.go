package effects

import "testing"

func TestCompilersAndHeadersByName(t *testing.T) {
	for name, want := range map[string][2]bool{
		"gcc": {true, false}, "gcc-12": {true, false}, "g++": {true, false}, "build-base": {true, false}, "clang-16": {true, false},
		"openjdk-17-jdk-headless": {true, false}, "openjdk17-jdk-headless": {true, false},
		"musl-dev": {true, true}, "libpq-dev": {false, true}, "openssl-devel": {false, true},
		"gcc-doc": {}, "libgcc-s1": {}, "golang-glide": {}, "openjdk-17-jre": {}, "curl": {},
	} {
		if got := [2]bool{IsCompiler(name), IsHeaders(name)}; got != want {
			t.Errorf("%s: compiler, headers: %v, want %v", name, got, want)
		}
	}
}

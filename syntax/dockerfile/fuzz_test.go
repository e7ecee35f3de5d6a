package dockerfile

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzSpans parses any text and checks every span, and the mask of every
// script, as TestSpans does.
func FuzzSpans(f *testing.F) {
	for _, source := range shapes {
		f.Add([]byte(source))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		file := Parse("Dockerfile", source)
		if file.Err != nil {
			if !file.Err.Refused && len(file.Instructions) > 0 {
				t.Fatal("a rejected file has instructions")
			}
			return
		}
		if err := checkSpans(file); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzMask breaks a script of one line into several, with comments and empty
// lines between them, and checks that the masked source says the same to a
// shell as the line did.
func FuzzMask(f *testing.F) {
	for _, script := range []string{
		"apt-get update && apt-get install -y curl", `echo "a b" 'c d' $e "${f:-g}" $(h | i) > j`, "if a; then b; else c; fi; for d in e; do f; done",
		`x=1 y="$z" make -j$(nproc) || { echo no >&2; exit 1; }`, "set -eux; case $a in b) c;; *) d;; esac", "cd /a\\ b && tar xz -C / --strip=1",
	} {
		f.Add(script, []byte{5, 9, 2}, false)
		f.Add(script, []byte{12, 1, 250, 30}, true)
	}
	f.Fuzz(func(t *testing.T, script string, breaks []byte, windows bool) {
		if strings.ContainsAny(script, "\r\n\v\f\x00") || strings.TrimSpace(script) != script || strings.HasPrefix(script, "--") || len(breaks) > 50 || !utf8.ValidString(script) {
			return
		}
		source := []byte("FROM debian:12\nRUN " + broken(script, breaks) + "\n")
		if windows {
			source = bytes.ReplaceAll(source, []byte("\n"), []byte("\r\n"))
		}
		file := Parse("Dockerfile", source)
		if file.Err != nil || len(file.Instructions) != 2 || file.Instructions[1].Joined.Text != "RUN "+script {
			return // it was no plain script
		}
		s := file.Instructions[1].Script()
		if s == nil || s.Tree == nil || len(file.Instructions[1].Heredocs) > 0 {
			return
		}
		whole, err := parseShell(script)
		if err != nil {
			t.Fatalf("the mask of %q parses, the script does not: %v", source, err)
		}
		if got, want := printed(s.Tree), printed(whole); got != want {
			t.Fatalf("%q is read as\n%s\nwant\n%s", source, got, want)
		}
	})
}

// broken breaks a line after as many bytes as the breaks say, one after the
// other, where a continuation can stand.
func broken(line string, breaks []byte) string {
	var b strings.Builder
	for _, n := range breaks {
		at := int(n) % 32
		if at == 0 || at >= len(line) || line[at-1] == '\\' || strings.IndexByte("# \t", line[at]) >= 0 {
			continue
		}
		b.WriteString(line[:at] + "\\\n" + []string{"", "# a comment\n", "\n", "  # two\n\n"}[int(n)/32%4])
		line = line[at:]
	}
	return b.String() + line
}

// FuzzReparse changes a file in one place and checks that the trees are those
// of a file that was read afresh.
func FuzzReparse(f *testing.F) {
	for _, source := range shapes {
		f.Add(source, uint(len(source)/2), uint(3), "RUN x \\\n")
		f.Add(source, uint(20), uint(0), "\n# y\nEOF\n")
	}
	f.Fuzz(func(t *testing.T, source string, at, length uint, text string) {
		from := min(at, uint(len(source)))
		to := min(from+min(length, 1<<20), uint(len(source)))
		sameAsParsed(t, source, source[:from]+text+source[to:])
	})
}

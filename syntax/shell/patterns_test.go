package shell_test

import (
	"slices"
	"testing"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestPatterns shows the paths that a word stands for.
func TestPatterns(t *testing.T) {
	tests := []struct {
		name, word string
		braces     bool
		want       []string
	}{
		{"plain", `/a/b`, true, []string{"/a/b"}},
		{"quotes", `"/a"/'b'`, true, []string{"/a/b"}},
		{"a pattern", `/a/*`, true, []string{"/a/*"}},
		{"a quoted pattern", `"/a/"'*'`, true, []string{`/a/\*`}},
		{"an escaped pattern", `/a/\*`, true, []string{`/a/\*`}},
		{"braces", `/a/{b,c/d}/*`, true, []string{"/a/b/*", "/a/c/d/*"}},
		{"braces inside braces", `/{a,b{c,d}}`, true, []string{"/a", "/bc", "/bd"}},
		{"braces for a shell without them", `/a/{b,c}`, false, []string{"/a/{b,c}"}},
		{"quoted braces", `"/a/{b,c}"`, true, []string{"/a/{b,c}"}},
		{"variables", `"${A}/b"$C`, true, []string{"$A/b$C"}},
		{"a variable with a default", `${A:-/b}/c`, true, []string{"${A:-/b}/c"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := shell.ParseText([]byte("x " + tt.word)).Commands[0].Words[1]
			if got := w.Patterns(tt.braces); !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

package shell_test

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestWrites shows what a script writes to which file.
func TestWrites(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"echo", `echo 'a "b";' > f`, "f: a \"b\";\n"},
		{"echo, words", `echo -n a  b >> f`, "f: a b\n"},
		{"echo, an escape", `echo "a \"b\" $C" >/x/f`, "/x/f: a \"b\" $C\n"},
		{"a redirection in front", `>f echo a`, "f: a\n"},
		{"another output", `echo a 2> f`, ""},
		{"printf", `printf 'a\nb\n' > f`, "f: a\nb\n"},
		{"printf with arguments", `printf '%s\n' a b > f`, "f: a\nb\n"},
		{"a here-document", "cat > f <<EOF\na\nEOF\n", "f: a\n"},
		{"an indented one", "cat <<-EOF > f\n\ta\n\tEOF\n", "f: a\n"},
		{"a here-string", "cat <<< 'a' > f", "f: a\n"},
		{"tee", "tee -a f <<EOF\na\nEOF\n", "f: a\n"},
		{"a pipe to tee", "echo a | sudo tee f > /dev/null", "f: a\n"},
		{"a group", "{ echo a; echo b; } > f", "f: a\n|f: b\n"},
		{"another shell", `sudo sh -c 'echo a > f'`, "f: a\n"},
		{"a program's output", "make > f", ""},
		{"no file", "echo a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, w := range shell.ParseText([]byte(tt.script)).Writes() {
				got = append(got, w.File.Value+": "+w.Text)
			}
			if got := strings.Join(got, "|"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

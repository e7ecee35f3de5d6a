package dockerfile

import "testing"

// TestShips shows which stages are part of an image that others pull.
func TestShips(t *testing.T) {
	for _, tt := range []struct {
		name, source string
		first        bool // whether the first stage ships
	}{
		{"the final one", "FROM a\n", true},
		{"what the final one starts from", "FROM a AS b\nFROM b\n", true},
		{"what is only copied from", "FROM a AS b\nFROM c\nCOPY --from=b /x /x\n", false},
		{"a base image with triggers", "FROM a AS b\nONBUILD RUN x\nFROM c\n", true},
		{"what a base image with triggers starts from", "FROM a AS b\nFROM b AS c\nONBUILD RUN x\nFROM d\n", true},
	} {
		f := Parse("Dockerfile", []byte(tt.source))
		if got := f.Ships(f.Stages[0]); got != tt.first {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

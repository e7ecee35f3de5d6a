package files

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/internal/drydocktest"
)

// TestRead checks which files are read: texts up to the limit, of which the last byte counts.
func TestRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"12345", ""},
		{"123456", "longer than 5 bytes; --max-bytes raises the limit"},
		{"a\x00", "not a text file: it contains a NUL byte"},
	} {
		drydocktest.Write(t, path, tt.text)
		text, err := Read(path, 5)
		switch {
		case tt.want == "" && (err != nil || string(text) != tt.text):
			t.Errorf("%q: %q, %v", tt.text, text, err)
		case tt.want != "" && (err == nil || err.Error() != tt.want):
			t.Errorf("%q: error %v, want %q", tt.text, err, tt.want)
		}
	}
	if _, err := Read(path+"/none", 5); err == nil || strings.Contains(err.Error(), path) {
		t.Errorf("error %v repeats the path", err)
	}
}

// TestInParallel checks that results come in the order of the items, and that a reader may stop.
func TestInParallel(t *testing.T) {
	items := make([]int, 1000)
	for i := range items {
		items[i] = i
	}
	double := func(i int) int { return 2 * i }
	got := slices.Collect(InParallel(slices.Values(items), double))
	for i, n := range got {
		if n != 2*i {
			t.Fatalf("result %d is %d", i, n)
		}
	}
	if len(got) != len(items) {
		t.Errorf("%d results", len(got))
	}
	for n := range InParallel(slices.Values(items), double) {
		if n == 4 {
			break
		}
	}
	var sizes []int
	for some := range Batches(slices.Values(items[:batch+1])) {
		sizes = append(sizes, len(some))
	}
	if !slices.Equal(sizes, []int{batch, 1}) {
		t.Errorf("batches of %d", sizes)
	}
}

package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"pgregory.net/rapid"
)

func TestFromPatch(t *testing.T) {
	tests := []struct {
		name, patch string
		want        Hunks
	}{
		{"a new file", "@@ -0,0 +1,2 @@\n+a\n+b", Hunks{{1, 2}}},
		{"one line", "@@ -1 +1 @@\n-a\n+b", Hunks{{1, 1}}},
		{"two hunks", "@@ -1,2 +1,3 @@ x\n a\n+b\n c\n@@ -10,2 +11,1 @@\n a\n-b", Hunks{{1, 3}, {11, 11}}},
		{"nothing is left", "@@ -1,2 +0,0 @@\n-a\n-b", nil},
		{"no final newline", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file", Hunks{{1, 1}}},
	}
	for _, tt := range tests {
		if got, err := FromPatch(tt.patch); err != nil || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, %v, want %v", tt.name, got, err, tt.want)
		}
	}
	if _, err := FromPatch("@@ -1,2 +1,9 @@\n a"); err == nil {
		t.Error("a patch that is cut off was read")
	}
}

func TestBetween(t *testing.T) {
	lines := func(n int) string { return strings.Repeat("x\n", n) }
	edited := func(n int, places ...int) string {
		var b strings.Builder
		for i := 1; i <= n; i++ {
			fmt.Fprintf(&b, "%d", i)
			if slices.Contains(places, i) {
				b.WriteString("a\nand one more")
			}
			b.WriteString("\n")
		}
		return b.String()
	}
	numbered := func(n int) string { return edited(n) }
	tests := []struct {
		name, before, after string
		want                Hunks
	}{
		{"a new file", "", "a\nb\n", Hunks{{1, 2}}},
		{"the same", "a\n", "a\n", nil},
		{"context around a change", lines(10), lines(5) + "y\n" + lines(5), Hunks{{3, 9}}},
		{"at the end", lines(10), lines(10) + "y\n", Hunks{{8, 11}}},
		{"near each other", numbered(20), edited(20, 5, 12), Hunks{{2, 17}}},
		{"behind two near each other", numbered(40), edited(40, 5, 12, 30), Hunks{{2, 17}, {29, 36}}},
		{"a removal", numbered(10), "2\n3\n4\n5\n6\n7\n8\n9\n10\n", Hunks{{1, 3}}},
		{"all removed", "a\n", "", nil},
		{"two changes", "a\n" + lines(20) + "b\n", "A\n" + lines(20) + "B\n", Hunks{{1, 4}, {19, 22}}},
	}
	for _, tt := range tests {
		if got := Between([]byte(tt.before), []byte(tt.after)); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestHolds(t *testing.T) {
	h := Hunks{{3, 5}, {6, 9}}
	for _, tt := range []struct {
		first, last int
		want        bool
	}{{3, 5, true}, {4, 4, true}, {5, 6, false}, {2, 3, false}, {9, 9, true}, {10, 10, false}} {
		if got := h.Holds(tt.first, tt.last); got != tt.want {
			t.Errorf("Holds(%d, %d) = %v", tt.first, tt.last, got)
		}
	}
}

// TestBefore reverses patches of random texts, and shows that a patch of another text is
// refused.
func TestBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"a\n", "b\n", "\n", "c\r\n", "d"}), 1, 12), func(lines []string) string { return strings.Join(lines, "") })
		before, after := text.Draw(t, "before"), text.Draw(t, "after")
		_, patch, changed := strings.Cut(udiff.Unified("a", "b", before, after), "+++ b\n")
		if !changed {
			return
		}
		got, err := Before([]byte(after), patch)
		if err != nil || string(got) != before {
			t.Fatalf("%q, %v", got, err)
		}
	})
	if _, err := Before([]byte("x\ny\n"), "@@ -1,2 +1,2 @@\n a\n-b\n+y\n"); err == nil {
		t.Error("a patch of another text was reversed")
	}
}

package diff

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCompare(t *testing.T) {
	for name, tt := range map[string]struct {
		before, after string
		want          Changes
	}{
		"the same":                     {"a\nb\n", "a\nb\n", nil},
		"an edited line":               {"a\nb\nc\n", "a\nB\nc\n", Changes{{Hunk{2, 2}, Hunk{2, 2}}}},
		"an added line":                {"a\nc\n", "a\nb\nc\n", Changes{{Hunk{2, 1}, Hunk{2, 2}}}},
		"a removed line":               {"a\nb\nc\n", "a\nc\n", Changes{{Hunk{2, 2}, Hunk{2, 1}}}},
		"a new file":                   {"", "a\nb\n", Changes{{Hunk{1, 0}, Hunk{1, 2}}}},
		"an emptied file":              {"a\nb\n", "", Changes{{Hunk{1, 2}, Hunk{1, 0}}}},
		"line endings alone":           {"a\r\nb\r\n", "a\nb\n", nil},
		"an edit among line endings":   {"a\r\nb\r\n", "a\nB\n", Changes{{Hunk{2, 2}, Hunk{2, 2}}}},
		"a newline at the end":         {"a\nb", "a\nb\n", nil},
		"one line without its newline": {"a", "b", Changes{{Hunk{1, 1}, Hunk{1, 1}}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Compare([]byte(tt.before), []byte(tt.after)); !slices.Equal(got, tt.want) {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// TestChangesBefore checks for random texts that each unchanged line has the same text in both, in the same
// order, and that all other lines are changed.
func TestChangesBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 12)
		before, after := lines.Draw(t, "before"), lines.Draw(t, "after")
		changes := Compare([]byte(strings.Join(before, "\n")+"\n"), []byte(strings.Join(after, "\n")+"\n"))
		kept, last := 0, 0
		for line := range after {
			was, ok := changes.Before(line + 1)
			if ok == changes.Touch(line+1, line+1) || ok != (changes.Containing(line+1) < 0) {
				t.Fatalf("line %d is both changed and not: %v", line+1, changes)
			}
			if !ok {
				continue
			}
			if was <= last || before[was-1] != after[line] || changes.Removes(was) {
				t.Fatalf("line %d was line %d: %v", line+1, was, changes)
			}
			kept, last = kept+1, was
		}
		removed := 0
		for line := range before {
			if changes.Removes(line + 1) {
				removed++
			}
		}
		if kept+removed != len(before) {
			t.Fatalf("%d lines kept and %d removed of %d: %v", kept, removed, len(before), changes)
		}
	})
}

package unit

import (
	"slices"
	"testing"
)

// TestSettings shows the settings of a unit with their bytes, those over several lines and
// with comments between these included.
func TestSettings(t *testing.T) {
	f := Parse("x.service", []byte("# a\n[Unit]\nDescription = ü b \n;c\n[Service]\nExecStart=/x \\\n  # d\n  y\nno setting\n[Install]\nWantedBy=\n")).(*File)
	var got []string
	for _, s := range f.Settings {
		got = append(got, s.Section, s.Name, s.Value, f.Text(s.ValueSpan))
	}
	want := []string{
		"Unit", "Description", "ü b", " ü b ",
		"Service", "ExecStart", "/x  y", "/x \\\n  # d\n  y",
		"Install", "WantedBy", "", "",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant\n%q", got, want)
	}
	var comments []string
	for _, c := range f.Comments {
		comments = append(comments, c.Text)
	}
	if !slices.Equal(comments, []string{"a", "c", "d"}) {
		t.Errorf("%q", comments)
	}
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{"a.service": true, "b/a.container": true, "A.Service": true, "a.timer": false, "service": false} {
		if Is(name) != want {
			t.Errorf("Is(%q) = %t", name, !want)
		}
	}
}

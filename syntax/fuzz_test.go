package syntax

import "testing"

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

package lint

import "testing"

func TestEffect(t *testing.T) {
	tests := []struct{ name, message, effect string }{
		{"two sentences", "It breaks. Repair it.", "It breaks."},
		{"only the last one goes", "It breaks. Nobody sees it. Repair it.", "It breaks. Nobody sees it."},
		{"one sentence", "It breaks.", "It breaks."},
		{"code is no sentence", "It breaks. Write `a. B` instead.", "It breaks."},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Effect(tt.message); got != tt.effect {
				t.Errorf("%q, want %q", got, tt.effect)
			}
		})
	}
}

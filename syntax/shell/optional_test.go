package shell

import "testing"

// TestOptional shows which commands a script runs each time. Each script installs once.
func TestOptional(t *testing.T) {
	tests := []struct {
		name, script string
		optional     bool
	}{
		{"plain", "pip install a", false},
		{"behind a step that must go well", "apt-get update && pip install a", false},
		{"behind a guard against mistakes", "[ -f c ] || exit 1; pip install a", false},
		{"behind a branch that stops with an error", "if [ -z \"$A\" ]; then echo no; exit 2; fi; pip install a", false},
		{"behind another branch", "if [ -n \"$A\" ]; then b; fi; pip install a", false},
		{"behind a subshell that ends", "([ -f c ] && exit 0); pip install a", false},
		{"as a condition", "until pip install a; do sleep 1; done", false},
		{"in a function that is called", "f() { pip install a; }; f", false},
		{"in a function called by one that is called", "f() { pip install a; }; g() { f; }; g", false},
		{"in a branch", "if [ -n \"$A\" ]; then pip install a; fi", true},
		{"in the other branch", "if [ -n \"$A\" ]; then b; else pip install a; fi", true},
		{"in a case", "case \"$1\" in x) pip install a;; esac", true},
		{"behind a test", "[ -n \"$A\" ] && pip install a", true},
		{"behind a double bracket", "[[ $A ]] && pip install a", true},
		{"behind a negated test", "! [ -n \"$A\" ] && pip install a", true},
		{"behind a failed test", "[ -z \"$A\" ] || pip install a", true},
		{"behind a search", "grep -q x f && pip install a", true},
		{"behind a search in a pipe", "echo \"$A\" | grep -q x && pip install a", true},
		{"behind the question for a program", "command -v x >/dev/null && pip install a", true},
		{"behind a block that tests", "{ b; [ -n \"$A\" ]; } && pip install a", true},
		{"in a function that isn't called", "f() { pip install a; }; b", true},
		{"in a function called by one that isn't", "f() { pip install a; }; g() { f; }; b", true},
		{"in a function that is called in a branch", "f() { pip install a; }; if [ -n \"$A\" ]; then f; fi", true},
		{"behind a branch that leaves", "[ -f done ] && exit 0; pip install a", true},
		{"behind a branch that starts the program", "if [ \"$1\" = x ]; then exec y; fi; pip install a", true},
		{"in a shell in a branch", "if [ -n \"$A\" ]; then sh -c 'pip install a'; fi", true},
		{"in a loop", "for i in $A; do pip install $i; done", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, c := range ParseText([]byte(tt.script)).AllCommands() {
				if c.Program() == "pip" && c.Place.Optional() != tt.optional {
					t.Errorf("optional: %v, want %v", c.Place.Optional(), tt.optional)
				}
			}
		})
	}
}

package main

import (
	"strings"
	"testing"
)

// TestCompare checks that compare sees each kind of damage, and reports none for a sound change.
func TestCompare(t *testing.T) {
	const before = "FROM debian:12\n# why\nRUN echo a && \\\n  # inside\n  echo b\nCMD [\"c\"]\n"
	tests := []struct{ name, old, new, problem string }{
		{"a sound change", "RUN echo a", "RUN echo x", ""},
		{"not a Dockerfile", "RUN", "RUNN", "BuildKit rejects the changed file"},
		{"more warnings", "RUN echo a", "MAINTAINER me\nRUN echo a", "MaintainerDeprecated has 1 more"},
		{"no command", "CMD [\"c\"]\n", "USER c\n", "CMD or ENTRYPOINT"},
		{"a lost comment", "# why\n", "", "comments are lost"},
		{"a lost comment in a script", "  # inside\n", "", "comments are lost"},
		{"a broken script", "echo b", "'echo b", "dash no longer accepts"},
		{"a script that only bash takes", "echo a", "cat <(echo a)", "dash no longer accepts"},
		{"no final newline", "CMD [\"c\"]\n", "CMD [\"c\"]", "the end of the file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			problems := strings.Join(compare([]byte(before), []byte(strings.Replace(before, tt.old, tt.new, 1))), "; ")
			if (tt.problem == "") != (problems == "") || !strings.Contains(problems, tt.problem) {
				t.Errorf("problems %q, want %q", problems, tt.problem)
			}
		})
	}
	if problems := compare([]byte("FROM\n"), []byte("FROM a\n")); len(problems) != 1 {
		t.Errorf("a rejected file was changed: %q", problems)
	}
}

func TestCombinations(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 2: 3, 4: 15, 5: random + 1 + 5} {
		tried := 0
		for range combinations(n) {
			tried++
		}
		if tried != want {
			t.Errorf("%d combinations of %d, want %d", tried, n, want)
		}
	}
}

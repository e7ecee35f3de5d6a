package edit_test

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestAppendStep shows where `clean` is put behind the command `get`; "" is nowhere.
func TestAppendStep(t *testing.T) {
	tests := []struct{ name, run, want string }{
		{"a command", "RUN get", "RUN get \\\n    && clean"},
		{"a chain over lines", "RUN a \\\n  && get \\\n  && b", "RUN a \\\n  && get \\\n  && b \\\n  && clean"},
		{"in front of a comment", "RUN get # why", "RUN get \\\n    && clean # why"},
		{"behind a failure that doesn't count", "RUN get || true", "RUN get || true \\\n    && clean"},
		{"behind a list", "RUN get; b", "RUN get; b \\\n    && clean"},
		{"behind an if", "RUN if a; then get; fi", "RUN if a; then get; fi \\\n    && clean"},
		{"behind a loop", "RUN for a in b; do get; done", "RUN for a in b; do get; done \\\n    && clean"},
		{"behind a case", "RUN case $A in b) get;; esac", "RUN case $A in b) get;; esac \\\n    && clean"},
		{"behind braces", "RUN { a; get; }", "RUN { a; get; } \\\n    && clean"},
		{"behind braces with a redirection", "RUN { a; get; } > log", "RUN { a; get; } > log \\\n    && clean"},
		{"behind a subshell that exits", "RUN (get; exit 0)", "RUN (get; exit 0) \\\n    && clean"},
		{"behind a function", "RUN f() { get; return 0; }; f", "RUN f() { get; return 0; }; f \\\n    && clean"},
		{"a failure that exits", "RUN get || exit 1", "RUN get || exit 1 \\\n    && clean"},
		{"an exit in another branch", "RUN if a; then exit 0; else get; fi", "RUN if a; then exit 0; else get; fi \\\n    && clean"},
		{"as its user", "RUN sudo -E A=b get", "RUN sudo -E A=b get \\\n    && sudo -E clean"},
		{"as its user, behind other wrappers", "RUN time sudo -u me nice -n 5 get", "RUN time sudo -u me nice -n 5 get \\\n    && sudo -u me clean"},
		{"as its user, from a shell", "RUN sudo sh -c 'a && get'", "RUN sudo sh -c 'a && get' \\\n    && sudo clean"},
		{"the escape directive", "# escape=`\nFROM a\nSHELL [\"sh\", \"-c\"]\nRUN get", "# escape=`\nFROM a\nSHELL [\"sh\", \"-c\"]\nRUN get `\n    && clean"},
		{"Windows' line endings", "FROM a\r\nRUN a \\\r\n  && get\r", "FROM a\r\nRUN a \\\r\n  && get \\\r\n  && clean\r"},

		{"the text of a file", "RUN get && cat > f <<A && chmod +x f\nget\nA", "RUN get && cat > f <<A && chmod +x f && clean\nget\nA"},
		{"the text of a file, at the end", "RUN get && cat <<A > f\nb\nA", "RUN get && cat <<A > f && clean\nb\nA"},
		{"the text of a file, in a pipe", "RUN get && cat <<A | tee f\nb\nA", "RUN get && cat <<A | tee f && clean\nb\nA"},
		{"two texts", "RUN get && cat <<A > f && cat <<-B > g\na\nA\n\tb\n\tB", "RUN get && cat <<A > f && cat <<-B > g && clean\na\nA\n\tb\n\tB"},
		{"the input of a program", "RUN get && python3 - <<A\nprint(1)\nA", "RUN get && python3 - <<A && clean\nprint(1)\nA"},

		{"a script", "RUN <<A\nget\nA", "RUN <<A\nget && clean\nA"},
		{"a script that goes on after failures", "RUN <<A\nget\nb # c\nA", "RUN <<A\nget\nb && clean # c\nA"},
		{"a script that stops", "RUN <<A\nset -e\nget\nA", "RUN <<A\nset -e\nget\nclean\nA"},
		{"a script that stops, by name", "RUN <<A\nset -o errexit\nget\nA", "RUN <<A\nset -o errexit\nget\nclean\nA"},
		{"a script that no longer stops", "RUN <<A\nset -e\nget\nset +e\nb\nA", "RUN <<A\nset -e\nget\nset +e\nb && clean\nA"},
		{"a script that stops by its first line", "RUN <<A\n#!/bin/bash -eux\nget\nA", "RUN <<A\n#!/bin/bash -eux\nget\nclean\nA"},
		{"a script whose first line hides the SHELL", "FROM a\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN <<A\n#!/bin/sh\nget\nA", "FROM a\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN <<A\n#!/bin/sh\nget && clean\nA"},
		{"a script that stops by SHELL", "FROM a\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN <<A\nget\nA", "FROM a\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN <<A\nget\nclean\nA"},
		{"a failure that set -e misses", "RUN <<A\nset -e\na && get\nA", "RUN <<A\nset -e\na && get && clean\nA"},
		{"indented", "RUN <<-A\n\tset -e\n\tget\n\n\tA", "RUN <<-A\n\tset -e\n\tget\n\tclean\n\n\tA"},
		{"a script that ends with a text", "RUN <<A\nset -x\nget\ncat > f <<B\nb\nB\nA", "RUN <<A\nset -x\nget\ncat > f <<B && clean\nb\nB\nA"},
		{"a script that stops and ends with a text", "RUN <<A\nset -e\nget\ncat > f <<B\nb\nB\nA", "RUN <<A\nset -e\nget\ncat > f <<B\nb\nB\nclean\nA"},
		{"a backslash at the end", "RUN <<A\nset -e\nget \\\nA", "RUN <<A\nset -e\nget && clean \\\nA"},

		{"an exit", "RUN get; exit 0", ""},
		{"an exit in braces", "RUN { get; exit 0; }", ""},
		{"an exit in the same branch", "RUN if a; then get; exit 0; fi", ""},
		{"an exit of a function", "RUN f() { get; exit 0; }; f", ""},
		{"another program", "RUN get && exec make", ""},
		{"a shell as another program", "RUN exec sh -c 'get'", ""},
		{"a return", "RUN get && return 0", ""},
		{"a function that isn't called", "RUN f() { get; }; b", ""},
		{"in the background", "RUN get && b &", ""},
		{"a failure that is wanted", "RUN get; ! b", ""},
		{"another user's shell", "RUN su app -c 'get'", ""},
		{"a script of Windows' lines", "RUN <<A\r\nget\r\nA\r", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			source := tt.run + "\n"
			head := ""
			if !strings.Contains(source, "FROM") {
				head = "FROM a\n"
			}
			file := dockerfile.Parse("Dockerfile", []byte(head+source))
			if file.Err != nil {
				t.Fatal(file.Err)
			}
			in := file.Instructions[len(file.Instructions)-1]
			var get *shell.Command
			for _, c := range in.Script().AllCommands() {
				if c.Program() == "get" && get == nil {
					get = c
				}
			}
			got := ""
			if step, ok := edit.AppendStep(file, in, get, "clean"); ok {
				got = string(file.Source[:step.Span.Start]) + step.New + string(file.Source[step.Span.End:])
				got = strings.TrimSuffix(strings.TrimPrefix(got, head), "\n")
			}
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

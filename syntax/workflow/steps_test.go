package workflow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
)

// TestSteps shows what steps do, by their matrix, environment and folder.
func TestSteps(t *testing.T) {
	const head = "env: {A: top}\ndefaults: {run: {working-directory: sub}}\njobs:\n  j:\n"
	for _, tt := range []struct{ name, text, want string }{
		{"a script", "    steps:\n      - run: make ${{ env.A }}\n", "6 run make top in sub"},
		{"a folder of its own", "    steps:\n      - run: make\n        working-directory: x/${{ env.A }}\n", "6 run make in x/top"},
		{"the nearest environment", "    env: {A: job}\n    steps:\n      - run: make ${{ env.A }}\n        env: {A: step}\n", "7 run make step in sub"},
		{"an action", "    steps:\n      - uses: a/b@v1\n        with: {file: 'x/${{ github.workspace }}'}\n", "6 a/b file=x/$GITHUB_WORKSPACE"},
		{"an expression that isn't known", "    steps:\n      - run: make ${{ inputs.x }}\n", "6 run make ${_} in sub"},
		{"a matrix", "    strategy: {matrix: {d: [x, y], v: [1]}}\n    steps:\n      - run: ${{ matrix.d }}${{ matrix.v }}\n", "7 run x1 in sub; 7 run y1 in sub"},
		{"a matrix of maps", "    strategy: {matrix: {i: [{d: x}, {d: y}]}}\n    steps:\n      - run: ${{ matrix.i.d }}\n", "7 run x in sub; 7 run y in sub"},
		{"only what a matrix includes", "    strategy: {matrix: {include: [{d: x}, {d: y}]}}\n    steps:\n      - run: ${{ matrix.d }}\n", "7 run x in sub; 7 run y in sub"},
		{"what a matrix includes besides", "    strategy: {matrix: {d: [x], include: [{d: x, e: 1}, {d: z, e: 2}]}}\n    steps:\n      - run: ${{ matrix.d }}${{ matrix.e }}\n", "7 run x1 in sub; 7 run z2 in sub"},
		{"a matrix from elsewhere", "    strategy: {matrix: '${{ fromJSON(x) }}'}\n    steps:\n      - run: ${{ matrix.d }}\n", "7 run ${_} in sub"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			doc := syntax.NewDocument("a.yml", []byte(head+tt.text))
			var got []string
			for _, s := range Steps(&doc) {
				if s.Run != "" {
					got = append(got, fmt.Sprintf("%d run %s in %s", s.Line, s.Run, s.Dir))
					continue
				}
				got = append(got, fmt.Sprintf("%d %s file=%s", s.Line, s.Uses, s.With["file"]))
			}
			if g := strings.Join(got, "; "); g != tt.want {
				t.Errorf("%s\nwant %s", g, tt.want)
			}
		})
	}
	doubling := "env:\n  A0: xxxxxxxx\n"
	for i := range 40 {
		doubling += fmt.Sprintf("  A%d: '${{ env.A%d }}${{ env.A%d }}'\n", i+1, i, i)
	}
	doc := syntax.NewDocument("a.yml", []byte(doubling+"jobs: {j: {steps: [{run: '${{ env.A40 }}'}]}}"))
	if steps := Steps(&doc); len(steps) != 1 || len(steps[0].Run) > 2*maxAdded {
		t.Error("variables that double grow without end")
	}
	many := "jobs: {j: {strategy: {matrix: {a: [" + strings.Repeat("1,", 100) + "], b: [" + strings.Repeat("1,", 100) + "], c: [" + strings.Repeat("1,", 100) + "]}}, steps: [{run: x}]}}"
	doc = syntax.NewDocument("a.yml", []byte(many))
	if n := len(Steps(&doc)); n != maxSteps {
		t.Errorf("%d steps", n)
	}
}

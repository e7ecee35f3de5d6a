// Package house checks the project's own structure.
package house

import (
	"os/exec"
	"strings"
	"testing"
)

const module = "github.com/drydock-dev/drydock"

// floors are the packages by the direction of imports: each may import those
// of earlier lines only, and those beside it of its own folder.
var floors = [][]string{
	{"/syntax", "/bot/diff", "/internal/corpus", "/internal/seed"},
	{"/images"},
	{"/buildkit"},
	{"/rules"},
	{"/fix"},
	{"/report"},
	{"/bot/review"},
	{"/bot"},
	{"/bot/github", "/bot/local", "/bot/github/githubtest"},
	{"/bot/action"},
	{"/cmd/drydock", "/internal/demo", "/internal/rulepages", "/internal/prove", "/internal/bench", "/internal/house"},
}

// pure are the packages that touch neither the network, the clock nor the
// environment.
var pure = []string{"/syntax", "/images", "/buildkit", "/rules", "/fix", "/report", "/bot/diff", "/bot/review"}

// listImports returns what each package of the module imports itself.
func listImports(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		imports[strings.TrimPrefix(fields[0], module)] = fields[1:]
	}
	return imports
}

func TestImportsGoOneWay(t *testing.T) {
	floor := map[string]int{}
	for i, packages := range floors {
		for _, p := range packages {
			floor[p] = i
		}
	}
	imports := listImports(t)
	for p, imported := range imports {
		if _, ok := floor[p]; !ok {
			t.Errorf("%s is on no floor: add it to this test and to docs/architecture.md", p)
		}
		for _, i := range imported {
			if name, ours := strings.CutPrefix(i, module); ours && floor[name] >= floor[p] {
				t.Errorf("%s imports %s, which is not below it", p, name)
			}
		}
	}
	for p := range floor {
		if _, ok := imports[p]; !ok {
			t.Errorf("%s is not there any more", p)
		}
	}
}

func TestPurePackages(t *testing.T) {
	imports := listImports(t)
	for _, p := range pure {
		for _, i := range imports[p] {
			switch i {
			case "net", "net/http", "os", "os/exec", "time", "syscall":
				t.Errorf("%s imports %s", p, i)
			}
		}
	}
}

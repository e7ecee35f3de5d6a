// Package house checks the project's own structure.
package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/drydock-dev/drydock"

// floors lists the packages by the direction of imports. A package may import only packages of
// earlier lines.
var floors = [][]string{
	{"/memo", "/syntax", "/bot/diff", "/internal/corpus", "/internal/seed", "/examples"},
	{"/syntax/script", "/syntax/unit", "/syntax/yaml", "/internal/drydocktest"},
	{"/syntax/compose", "/syntax/makefile", "/syntax/workflow"},
	{"/images", "/effects", "/kinds"},
	{"/buildkit", "/cache"},
	{"/rules"},
	{"/fix", "/shellcheck"},
	{"/report"},
	{"/bot/review"},
	{"/bot"},
	{"/bot/github", "/bot/local", "/bot/github/githubtest"},
	{"/bot/action"},
	{"/cmd/drydock", "/internal/demo", "/internal/rulepages", "/internal/prove", "/internal/noise", "/internal/bench", "/internal/buildtest", "/internal/cachestudy", "/internal/house"},
}

// pure lists the packages that use neither the network, the clock nor the environment.
var pure = []string{"/memo", "/syntax", "/syntax/compose", "/syntax/makefile", "/syntax/script", "/syntax/unit", "/syntax/workflow", "/syntax/yaml", "/kinds", "/images", "/effects", "/cache", "/buildkit", "/rules", "/fix", "/report", "/bot/diff", "/bot/review"}

// listImports returns the direct imports of each package of the module, by path in the module.
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
			t.Errorf("%s is on no floor: add it to floors in this test and to docs/architecture.md", p)
		}
		for _, i := range imported {
			if name, ours := strings.CutPrefix(i, module); ours && floor[name] >= floor[p] {
				t.Errorf("%s imports %s, which isn't on an earlier line of floors", p, name)
			}
		}
	}
	for p := range floor {
		if _, ok := imports[p]; !ok {
			t.Errorf("floors lists %s, which no longer exists", p)
		}
	}
}

func TestPurePackages(t *testing.T) {
	imports := listImports(t)
	for _, p := range pure {
		for _, i := range imports[p] {
			switch i {
			case "net", "net/http", "os", "os/exec", "syscall":
				t.Errorf("%s imports %s, but is listed as pure", p, i)
			}
		}
	}
}

// clock lists the functions of package time that read the clock.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// TestPurePackagesKnowNoClock checks that pure packages use only times that they're given.
func TestPurePackagesKnowNoClock(t *testing.T) {
	for _, p := range pure {
		files, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(p), "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", p, len(files), err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains(clock, s.Sel.Name) {
						t.Errorf("%s calls time.%s, but its package is listed as pure", name, s.Sel.Name)
					}
				}
				return true
			})
		}
	}
}

// TestImageHasAllPackages checks that the Dockerfile copies each folder that the program needs.
func TestImageHasAllPackages(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{.ImportPath}}", module+"/cmd/drydock").Output()
	if err != nil {
		t.Fatal(err)
	}
	dockerfile, err := os.ReadFile(filepath.Join("..", "..", "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		name, ours := strings.CutPrefix(strings.TrimSpace(line), module+"/")
		folder, _, _ := strings.Cut(name, "/")
		if ours && !strings.Contains(string(dockerfile), "\nCOPY "+folder+" "+folder+"\n") {
			t.Errorf("the Dockerfile doesn't copy %s", folder)
		}
	}
}

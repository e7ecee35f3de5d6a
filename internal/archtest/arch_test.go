// Package archtest checks the structure of the project: the direction of imports, and that no rule knows
// another.
package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

const module = "github.com/drydock-dev/drydock"

// layers lists the packages by the direction of imports. A package may import only packages of
// earlier lines.
var layers = [][]string{
	{"/memo", "/syntax", "/syntax/bake", "/bot/diff", "/internal/corpus", "/internal/figures", "/internal/seed", "/examples"},
	{"/syntax/shell", "/syntax/yaml"},
	{"/syntax/dockerfile", "/syntax/makefile", "/syntax/workflow", "/syntax/unit"},
	{"/syntax/compose"},
	{"/kinds", "/images", "/effects", "/proof/rehearsal"},
	{"/debian"},
	{"/buildkit", "/cache", "/files"},
	{"/facts", "/proof"},
	{"/needs", "/products"},
	{"/shellcheck", "/lint"},
	{"/lint/edit", "/lint/config"},
	{"/rules/base", "/rules/compose", "/rules/copy", "/rules/env", "/rules/label", "/rules/order", "/rules/run", "/rules/script", "/rules/stage", "/rules/start", "/rules/unit"},
	{"/rules"},
	{"/fix"},
	{"/measured"},
	{"/measure"},
	{"/report", "/internal/drydocktest", "/internal/trades"},
	{"/internal/ruletest"},
	{"/bot/review"},
	{"/bot"},
	{"/bot/github", "/bot/local", "/bot/github/githubtest"},
	{"/bot/action"},
	{
		"/cmd/drydock", "/internal/demo", "/internal/rulepages", "/internal/newrule", "/internal/prove", "/internal/noise", "/internal/bench", "/internal/profile", "/internal/buildtest", "/internal/debianpackages",
		"/internal/cachestudy", "/internal/replay", "/internal/realtest", "/internal/archtest",
	},
}

// pure lists the packages that use neither the network, the clock, the disk nor the environment; those
// below them too.
var pure = []string{"/memo", "/syntax", "/kinds", "/images", "/debian", "/effects", "/cache", "/buildkit", "/proof", "/facts", "/needs", "/products", "/lint", "/rules", "/fix", "/measured", "/report", "/bot/diff", "/bot/review"}

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
	layer := map[string]int{}
	for i, packages := range layers {
		for _, p := range packages {
			layer[p] = i
		}
	}
	imports := listImports(t)
	for p, imported := range imports {
		if _, ok := layer[p]; !ok {
			t.Errorf("%s is in no layer: add it to layers in this test and to docs/architecture.md", p)
		}
		for _, i := range imported {
			if name, ours := strings.CutPrefix(i, module); ours && layer[name] >= layer[p] {
				t.Errorf("%s imports %s, which isn't on an earlier line of layers", p, name)
			}
		}
	}
	for p := range layer {
		if _, ok := imports[p]; !ok {
			t.Errorf("layers lists %s, which no longer exists", p)
		}
	}
}

// purePackages returns the packages that are listed as pure, and those below them.
func purePackages(t *testing.T) (packages []string) {
	t.Helper()
	for p := range listImports(t) {
		if slices.ContainsFunc(pure, func(listed string) bool { return p == listed || strings.HasPrefix(p, listed+"/") }) {
			packages = append(packages, p)
		}
	}
	return packages
}

func TestPurePackages(t *testing.T) {
	imports := listImports(t)
	for _, p := range purePackages(t) {
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
	for _, p := range purePackages(t) {
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

// TestRulesKnowNoOtherRule checks that no rule's file uses what another rule's file declares. What two
// rules share has a file of its own, or a package below.
func TestRulesKnowNoOtherRule(t *testing.T) {
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: "../.."}, module+"/rules/...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range loaded {
		for _, err := range p.Errors {
			t.Fatal(err)
		}
		rules := map[string]bool{} // the files that hold a rule
		for _, file := range p.Syntax {
			ast.Inspect(file, func(n ast.Node) bool {
				if literal, ok := n.(*ast.CompositeLit); ok && types.TypeString(p.TypesInfo.TypeOf(literal), nil) == module+"/lint.Rule" {
					rules[fileOf(p, literal.Pos())] = true
				}
				return true
			})
		}
		for name, used := range p.TypesInfo.Uses {
			user, owner := fileOf(p, name.Pos()), fileOf(p, used.Pos())
			if user != owner && rules[user] && rules[owner] && used.Pkg() == p.Types {
				t.Errorf("%s uses %s, which %s declares: move it to a file that both may use", user, used.Name(), owner)
			}
		}
	}
}

func fileOf(p *packages.Package, pos token.Pos) string {
	return filepath.Base(p.Fset.Position(pos).Filename)
}

package archtest

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// searched lists the packages that ask scripts for their commands and words, and never search the text.
var searched = []string{"/rules/...", "/effects", "/facts", "/lint/edit"}

// TestNoRuleSearchesScripts checks that no function of strings, bytes or regexp gets the text of a script:
// what a script does is in its tree. A word may be searched, and so may the text of a file that it writes.
func TestNoRuleSearchesScripts(t *testing.T) {
	var patterns []string
	for _, p := range searched {
		patterns = append(patterns, module+p)
	}
	loaded, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax, Dir: "../.."}, patterns...)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range loaded {
		for _, err := range p.Errors {
			t.Fatal(err)
		}
		s := &scriptSearch{info: p.TypesInfo, texts: map[types.Object]bool{}}
		for _, file := range p.Syntax {
			for _, pos := range s.searches(file) {
				t.Errorf("%s searches the text of a script: ask its Commands, Words, Writes or Pipes", p.Fset.Position(pos))
			}
		}
	}
}

// scriptSearch finds searches in the text of scripts.
type scriptSearch struct {
	info  *types.Info
	texts map[types.Object]bool // variables that hold the text of a script
}

// searches returns where a file's code searches the text of a script, or hands it to code of its own.
func (s *scriptSearch) searches(file *ast.File) (found []token.Pos) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, value := range n.Rhs {
				if name, ok := n.Lhs[i].(*ast.Ident); ok && s.isText(value) {
					s.texts[s.info.ObjectOf(name)] = true
				}
			}
		case *ast.CallExpr:
			if s.isSearch(n) && slices.ContainsFunc(n.Args, s.isText) {
				found = append(found, n.Pos())
			}
		}
		return true
	})
	return found
}

// isSearch reports whether a call is of a function that looks for something in a text, or of one of our own
// that may do so. The edits of lint/edit only insert it.
func (s *scriptSearch) isSearch(call *ast.CallExpr) bool {
	f := s.called(call)
	if f == nil || f.Pkg() == nil {
		return false
	}
	switch path := f.Pkg().Path(); {
	case path == "regexp":
		return true
	case path == "strings" || path == "bytes":
		return f.Signature().Recv() == nil
	default:
		return slices.ContainsFunc(searched[:3], func(p string) bool { return strings.HasPrefix(path, module+strings.TrimSuffix(p, "/...")) })
	}
}

func (s *scriptSearch) called(call *ast.CallExpr) *types.Func {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		function, _ := s.info.ObjectOf(f).(*types.Func)
		return function
	case *ast.SelectorExpr:
		function, _ := s.info.ObjectOf(f.Sel).(*types.Func)
		return function
	}
	return nil
}

// scriptTexts are the fields and methods that give the text of a script, or of the instruction or file
// that it stands in, by type.
var scriptTexts = map[string][]string{
	"syntax/dockerfile.Joined":      {"Text", "Read"},
	"syntax/dockerfile.Instruction": {"Text", "Mask"},
	"syntax/dockerfile.File":        {"Source"},
	"syntax/shell.Source":           {"Text", "Read"},
	"syntax/shell.Script":           {"Text", "Read"},
	"syntax/shell.File":             {"Source"},
}

// scriptSpans are the types whose Span is more than a word of a script.
var scriptSpans = []string{"syntax/dockerfile.Instruction", "syntax/shell.Command", "syntax/shell.Step", "syntax/shell.Script", "syntax/shell.Source", "syntax/shell.Pipe"}

// isText reports whether an expression is the text of a script, or made of it.
func (s *scriptSearch) isText(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return s.texts[s.info.ObjectOf(e)]
	case *ast.SliceExpr:
		return s.isText(e.X)
	case *ast.BinaryExpr:
		return e.Op == token.ADD && (s.isText(e.X) || s.isText(e.Y))
	case *ast.SelectorExpr:
		return slices.Contains(scriptTexts[s.typeOf(e.X)], e.Sel.Name)
	case *ast.CallExpr:
		selected, _ := e.Fun.(*ast.SelectorExpr)
		switch {
		case selected == nil: // a conversion
			return len(e.Args) == 1 && s.info.Types[e.Fun].IsType() && s.isText(e.Args[0])
		case s.isText(selected):
			return true
		case selected.Sel.Name == "Text" && len(e.Args) == 1:
			span, ok := e.Args[0].(*ast.SelectorExpr)
			return ok && slices.Contains(scriptSpans, s.typeOf(span.X)) && strings.HasSuffix(span.Sel.Name, "Span")
		case selected.Sel.Name == "Join":
			return s.isValues(e.Args[0])
		}
		return s.isSearch(e) && slices.ContainsFunc(e.Args, s.isText)
	}
	return false
}

// isValues reports whether an expression is all words of a command.
func (s *scriptSearch) isValues(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	method, ok := call.Fun.(*ast.SelectorExpr)
	return ok && method.Sel.Name == "Values" && s.typeOf(method.X) == "syntax/shell.Command"
}

// typeOf returns the type of an expression, or what it points to, by its path in the module.
func (s *scriptSearch) typeOf(e ast.Expr) string {
	t := s.info.TypeOf(e)
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	if t == nil {
		return ""
	}
	return strings.TrimPrefix(types.TypeString(t, nil), module+"/")
}

package bake

import (
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/json"
)

// Source is a file of `docker buildx bake`.
type Source struct {
	Path string
	Text []byte
}

// Target is a build that bake files describe, with what it inherits.
type Target struct {
	Name string
	Path string // the file that names it last
	Line int    // its line there, 1-based
	// Context is the folder or URL as written, "." without one.
	Context    string
	Dockerfile string // as written, "Dockerfile" without one
	Inline     bool   // the Dockerfile is a text in the file
	Stage      string // the stage to build: bake's own `target`
	Args       map[string]string
	Contexts   map[string]string // named contexts
	Tags       []string
}

// Is reports whether bake finds a file of this name on its own, in the folder that it runs in.
func Is(name string) bool { return slices.Contains(defaults, path.Base(name)) }

// defaults are the names that bake looks for besides Compose files, in the order in which it merges them.
// https://docs.docker.com/build/bake/reference/#file-format
var defaults = []string{"docker-bake.json", "docker-bake.hcl", "docker-bake.override.json", "docker-bake.override.hcl"}

// Order returns the place of a name among those that bake merges, lowest first.
func Order(name string) int { return slices.Index(defaults, path.Base(name)) }

// Limits of what is read: nested brackets, targets with all their variants, and inheritance.
const (
	maxNesting  = 100
	maxTargets  = 500
	maxInherits = 20
	maxResolved = 2000 // in all
)

// blocks are what a bake file may hold that matters here.
var blocks = &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
	{Type: "variable", LabelNames: []string{"name"}},
	{Type: "target", LabelNames: []string{"name"}},
}}

// Targets returns the targets of files that bake merges, in the order in which it reads them. A file
// that can't be read is left out.
func Targets(files ...Source) []Target {
	r := &reader{variables: variables{}, byName: map[string]*written{}}
	for _, f := range files {
		r.add(f)
	}
	r.evaluateVariables()
	for _, w := range r.targets {
		for _, given := range r.combinations(w) {
			if len(r.made) < maxTargets {
				r.made = append(r.made, r.variant(w, given))
			}
		}
	}
	inherited := map[string]bool{}
	for _, v := range r.made {
		for _, name := range v.inherits {
			inherited[name] = true
		}
	}
	var targets []Target
	for _, v := range r.made {
		if inherited[v.name] && !v.builds() {
			continue // only there to be inherited
		}
		if resolved, ok := r.resolve(v, 0); ok {
			targets = append(targets, resolved.target())
		}
	}
	return targets
}

// body parses a file, nil if that fails or would take long.
func body(f Source) hcl.Body {
	if nesting(f.Text) > maxNesting {
		return nil
	}
	var file *hcl.File
	var problems hcl.Diagnostics
	if path.Ext(f.Path) == ".json" {
		file, problems = json.Parse(f.Text, f.Path)
	} else {
		file, problems = hclsyntax.ParseConfig(f.Text, f.Path, hcl.InitialPos)
	}
	if problems.HasErrors() || file == nil {
		return nil
	}
	return file.Body
}

// nesting returns a bound for how deep a text nests: its brackets, its operators with one operand, and
// its conditions, which the parser reads from within one another.
func nesting(text []byte) (deepest int) {
	brackets, operators, conditions := 0, 0, 0
	for _, c := range text {
		switch c {
		case '(', '[', '{':
			brackets++
		case ')', ']', '}':
			brackets = max(0, brackets-1)
		case '!', '-':
			operators++
		case '?':
			conditions++
		case ' ', '\t':
			continue
		case '\n':
			if brackets == 0 {
				conditions = 0
			}
		}
		if c != '!' && c != '-' {
			operators = 0
		}
		deepest = max(deepest, brackets+operators+conditions)
	}
	return deepest
}

// add adds the blocks of a file.
func (r *reader) add(f Source) {
	b := body(f)
	if b == nil {
		return
	}
	content, _, _ := b.PartialContent(blocks)
	for _, block := range content.Blocks {
		attributes, _ := block.Body.JustAttributes()
		name := block.Labels[0]
		if block.Type == "variable" {
			if value, ok := attributes["default"]; ok {
				r.defaults = append(r.defaults, named{name, value.Expr})
			}
			continue
		}
		w := r.byName[name]
		if w == nil {
			w = &written{name: name, attributes: map[string]hcl.Expression{}}
			r.byName[name] = w
			r.targets = append(r.targets, w)
		}
		w.path, w.line = f.Path, block.DefRange.Start.Line
		for key, attribute := range attributes {
			w.attributes[key] = attribute.Expr
		}
	}
}

// target returns a variant, after it has inherited, as a target.
func (v variant) target() Target {
	t := Target{
		Name: v.name, Path: v.path, Line: v.line, Context: ".", Dockerfile: "Dockerfile",
		Stage: v.texts["target"], Inline: v.texts["dockerfile-inline"] != "",
		Args: v.maps["args"], Contexts: v.maps["contexts"], Tags: v.tags,
	}
	if text, ok := v.texts["context"]; ok {
		t.Context = text
	}
	if text, ok := v.texts["dockerfile"]; ok {
		t.Dockerfile = text
	}
	return t
}

// builds reports whether a target says itself what it builds.
func (v variant) builds() bool {
	for _, key := range []string{"context", "dockerfile", "dockerfile-inline"} {
		if _, ok := v.texts[key]; ok {
			return true
		}
	}
	return len(v.tags) > 0
}

// unknown returns the text that stands for a value which isn't known.
func unknown(name string) string { return "${" + strings.Trim(name, "${}") + "}" }

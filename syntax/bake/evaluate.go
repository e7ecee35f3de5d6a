package bake

import (
	"maps"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
)

// variables are the values of a file's variables.
type variables map[string]cty.Value

// named is an expression with the name of its variable.
type named struct {
	name string
	expr hcl.Expression
}

// written is a target as its blocks say, before anything is evaluated.
type written struct {
	name, path string
	line       int
	attributes map[string]hcl.Expression
}

// variant is a target for one combination of its matrix.
type variant struct {
	name, path     string
	line           int
	inherits, tags []string
	texts          map[string]string
	maps           map[string]map[string]string
}

// reader reads the files of one call of bake.
type reader struct {
	defaults  []named
	variables variables
	targets   []*written
	byName    map[string]*written
	made      []variant
	resolved  int // how often a target was looked up
	evaluated int // how many expressions were evaluated
}

// Limits of what a file can make of itself: what a value may hold (the bytes of its texts and the number
// of its elements), how many expressions are evaluated, and how many names a target's map may have.
const (
	maxValue     = 4096
	maxEvaluated = 20_000
	maxNames     = 200
)

// evaluateVariables evaluates the variables' defaults. One may use another that is defined below it.
func (r *reader) evaluateVariables() {
	for range 3 {
		for _, d := range r.defaults {
			if value, ok := r.evaluate(d.expr, nil); ok {
				r.variables[d.name] = value
			}
		}
	}
}

// evaluate returns the value of an expression. Variables that aren't known have a text that says so.
func (r *reader) evaluate(expr hcl.Expression, given variables) (cty.Value, bool) {
	if r.evaluated++; expr == nil || r.evaluated > maxEvaluated || repeats(expr) {
		return cty.NilVal, false
	}
	used := variables{}
	for _, u := range expr.Variables() {
		name := u.RootName()
		value, ok := given[name]
		if !ok {
			value, ok = r.variables[name]
		}
		switch {
		case ok:
			used[name] = value
		case len(u) > 1:
			return cty.NilVal, false // a part of something that isn't known
		default:
			used[name] = cty.StringVal(unknown(name))
		}
	}
	value, problems := expr.Value(&hcl.EvalContext{Variables: used, Functions: functions})
	ok := !problems.HasErrors() && value.IsWhollyKnown() && size(value) <= maxValue
	return value, ok
}

// repeats reports whether an expression evaluates a part of itself several times: its cost isn't
// bounded by its length.
func repeats(expr hcl.Expression) (is bool) {
	node, ok := expr.(hclsyntax.Node)
	if !ok {
		return false
	}
	_ = hclsyntax.VisitAll(node, func(n hclsyntax.Node) hcl.Diagnostics {
		switch n.(type) {
		case *hclsyntax.ForExpr, *hclsyntax.SplatExpr:
			is = true
		}
		return nil
	})
	return is
}

// size returns how much a value holds: the bytes of its texts and the number of its elements.
func size(v cty.Value) (n int) {
	_ = cty.Walk(v, func(_ cty.Path, part cty.Value) (bool, error) {
		n++
		if part.Type() == cty.String && part.IsKnown() && !part.IsNull() {
			n += len(part.AsString())
		}
		return n <= maxValue, nil
	})
	return n
}

// combinations returns the values that a target's matrix gives its variables: none, once, without a matrix.
func (r *reader) combinations(w *written) []variables {
	all := []variables{{}}
	matrix, has := w.attributes["matrix"]
	if !has {
		return all
	}
	value, ok := r.evaluate(matrix, nil)
	if !ok || !value.CanIterateElements() {
		return nil
	}
	for key, list := range value.AsValueMap() {
		var more []variables
		for _, item := range elements(list) {
			for _, given := range all {
				if len(more) == maxTargets {
					break
				}
				with := maps.Clone(given)
				with[key] = item
				more = append(more, with)
			}
		}
		all = more
	}
	return all
}

// variant evaluates a target for one combination of its matrix.
func (r *reader) variant(w *written, given variables) variant {
	v := variant{name: w.name, path: w.path, line: w.line, texts: map[string]string{}, maps: map[string]map[string]string{}}
	for _, key := range []string{"context", "dockerfile", "dockerfile-inline", "target"} {
		if expr, has := w.attributes[key]; has {
			value, _ := r.evaluate(expr, given)
			v.texts[key] = text(value, key)
		}
	}
	for _, key := range []string{"args", "contexts"} {
		value, ok := r.evaluate(w.attributes[key], given)
		if !ok || value.IsNull() || !value.CanIterateElements() || value.Type().IsTupleType() || value.Type().IsListType() {
			continue
		}
		v.maps[key] = map[string]string{}
		for name, item := range value.AsValueMap() {
			if len(v.maps[key]) < maxNames {
				v.maps[key][name] = text(item, name)
			}
		}
	}
	v.inherits, v.tags = r.texts(w.attributes["inherits"], given), r.texts(w.attributes["tags"], given)
	if value, ok := r.evaluate(w.attributes["name"], given); ok {
		v.name = text(value, w.name)
	}
	return v
}

// texts returns the texts of a list, and of those items that aren't known what is.
func (r *reader) texts(expr hcl.Expression, given variables) (all []string) {
	if expr == nil {
		return nil
	}
	items, problems := hcl.ExprList(expr)
	if problems.HasErrors() {
		value, _ := r.evaluate(expr, given)
		for _, item := range elements(value) {
			all = append(all, text(item, "item"))
		}
		return all
	}
	for _, item := range items {
		value, _ := r.evaluate(item, given)
		all = append(all, text(value, "item"))
	}
	return all
}

// elements returns the elements of a list, none of anything else.
func elements(v cty.Value) []cty.Value {
	if v == cty.NilVal || v.IsNull() || !v.IsKnown() || !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		return nil
	}
	return v.AsValueSlice()
}

// text returns a value as a text, and one that says it isn't known otherwise.
func text(v cty.Value, name string) string {
	if v == cty.NilVal {
		return unknown(name)
	}
	s, err := convert.Convert(v, cty.String)
	if err != nil || s.IsNull() || !s.IsKnown() {
		return unknown(name)
	}
	return s.AsString()
}

// resolve returns a target with what it inherits, false if that goes round in circles.
func (r *reader) resolve(v variant, depth int) (variant, bool) {
	all := variant{name: v.name, path: v.path, line: v.line, texts: map[string]string{}, maps: map[string]map[string]string{}}
	for _, name := range v.inherits {
		i := slices.IndexFunc(r.made, func(o variant) bool { return o.name == name })
		if i < 0 {
			continue
		}
		if r.resolved++; depth == maxInherits || r.resolved > maxResolved {
			return all, false
		}
		parent, ok := r.resolve(r.made[i], depth+1)
		if !ok {
			return all, false
		}
		all.merge(parent)
	}
	all.merge(v)
	return all, true
}

// merge adds what another target says, which wins.
func (v *variant) merge(o variant) {
	maps.Copy(v.texts, o.texts)
	for key, values := range o.maps {
		merged := maps.Clone(v.maps[key])
		if merged == nil {
			merged = map[string]string{}
		}
		maps.Copy(merged, values)
		v.maps[key] = merged
	}
	if len(o.tags) > 0 {
		v.tags = o.tags
	}
}
